import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AtriumError, limits, SUBPROTOCOL } from '@atrium/protocol';
import { Disk, privateKind, Seeded, StoreDouble } from '@atrium/testkit';
import { WebSocket } from 'ws';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createHub, type HubOptions } from '../hub.ts';

interface House extends AsyncDisposable {
  readonly port: number;
  readonly hub: ReturnType<typeof createHub>;
  /** A handshake: 101, or the status and body of its rejection. */
  knock(options?: {
    readonly protocol?: string | undefined;
    readonly headers?: Record<string, string>;
  }): Promise<{ status: number; body?: { error: { kind: string; retryAfterMs?: number } }; retryAfter?: string | undefined; first?: unknown }>;
  /** The same over plain HTTP. */
  ask(headers?: Record<string, string>): Promise<unknown>;
}

async function house(options: Partial<HubOptions> = {}): Promise<House> {
  const disk = new Disk();
  disk.migrate([privateKind]);
  const hub = createHub({ store: new StoreDouble(disk, { clock: systemClock, random: new Seeded(1) }), kinds: [privateKind], ...options });
  const server = createServer(hub.explain);
  server.on('upgrade', hub.upgrade);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    hub,
    knock: ({ protocol = SUBPROTOCOL, headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const ws = new WebSocket(`ws://127.0.0.1:${port}/live`, protocol === '' ? [] : [protocol], { headers });
        ws.on('unexpected-response', (_request, response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => void (text += chunk.toString()));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text), retryAfter: response.headers['retry-after'] }));
        });
        ws.on('message', (data: Buffer) => {
          resolve({ status: 101, first: JSON.parse(data.toString()) });
          ws.terminate();
        });
        ws.on('error', (error) => void (error.message.includes('Unexpected') || reject(error)));
      }),
    ask: (headers = {}) =>
      new Promise((resolve, reject) => {
        httpRequest({ port, host: '127.0.0.1', path: '/live', headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => void (text += chunk.toString()));
          response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(text) : { status: response.statusCode, ...JSON.parse(text) }));
        })
          .on('error', reject)
          .end();
      }),
    async [Symbol.asyncDispose]() {
      await hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      disk.close();
    },
  };
}
const identity = { id: 'ann', name: 'Ann', role: 'member' };

test('[HS1] an accepted handshake has the subprotocol and an identity, and the first frame says so', async () => {
  await using at = await house({ authenticate: () => ({ identity }) });
  expect(await at.knock()).toMatchObject({ status: 101, first: { t: 'welcome', identity } });
  expect(await at.ask()).toEqual({ ok: true });
});

test('[HS2] a rejected handshake has a status and a reason as JSON, and plain HTTP gets the same verdict', async () => {
  const rejection = { status: 401, error: { kind: 'unauthorised', message: 'Sign in again.' } } as const;
  await using at = await house({ authenticate: async () => rejection });
  expect(await at.knock()).toMatchObject({ status: 401, body: { error: rejection.error } });
  expect(await at.ask()).toEqual(rejection);
});

test('[HS3] an authenticate that throws rejects: what it says is not told, except that one has to sign in', async () => {
  await using broken = await house({ authenticate: () => Promise.reject(new Error('a secret')) });
  const verdict = await broken.knock();
  expect(verdict.status).toBe(500);
  expect(JSON.stringify(verdict)).not.toContain('a secret');
  await using gone = await house({ authenticate: () => Promise.reject(new AtriumError({ kind: 'unauthorised' })) });
  expect((await gone.knock()).status).toBe(401);
});

test('[HS4] the origin must be the host, or one of those that were named', async () => {
  await using at = await house({ authenticate: () => ({ identity }), origins: ['https://atrium.example'] });
  const status = async (origin: string): Promise<number> => (await at.knock({ headers: { origin } })).status;
  expect(await status(`http://127.0.0.1:${at.port}`)).toBe(101);
  expect(await status('https://atrium.example')).toBe(101);
  expect(await status('https://evil.example')).toBe(403);
  expect(await status('null')).toBe(403);
});

test('[HS5] another version of the protocol is rejected with 426', async () => {
  await using at = await house({ authenticate: () => ({ identity }) });
  expect(await at.knock({ protocol: 'atrium.999' })).toMatchObject({ status: 426, body: { error: { kind: 'bad-message' } } });
  expect((await at.knock({ protocol: '' })).status).toBe(426);
});

test('[HS6] too many from one address are told when to come back, and other addresses are not harmed', async () => {
  await using at = await house({
    authenticate: () => ({ identity }),
    addressOf: (request) => String(request.headers['x-from'] ?? ''),
    limits: { handshakesPerAddress: { perSecond: 0.1, burst: 1 } },
  });
  const from = (name: string): ReturnType<House['knock']> => at.knock({ headers: { 'x-from': name } });
  expect((await from('a')).status).toBe(101);
  expect(await from('a')).toMatchObject({
    status: 429,
    retryAfter: expect.stringMatching(/^\d+$/),
    body: { error: { kind: 'too-fast', retryAfterMs: expect.any(Number) } },
  });
  expect((await from('b')).status).toBe(101);
  await using full = await house({ authenticate: () => ({ identity }), limits: { connectionsPerAddress: 0 } });
  expect(await full.knock()).toMatchObject({ status: 429, body: { error: { kind: 'too-many' } } });
});

test('[HS12] who was expelled for what they sent waits before the next connection, and others do not', async () => {
  await using at = await house({
    authenticate: ({ headers }) => ({ identity: { ...identity, id: String(headers['x-who']) } }),
    limits: { expulsions: { perSecond: 0.1, burst: 2 } },
  });
  const misbehave = (say: (ws: WebSocket) => void): Promise<number> =>
    new Promise((resolve, reject) => {
      const ws = new WebSocket(`ws://127.0.0.1:${at.port}/live`, [SUBPROTOCOL], { headers: { 'x-who': 'mallory' } });
      ws.once('open', () => say(ws));
      ws.on('close', resolve);
      ws.on('error', reject);
    });
  const garbage = (ws: WebSocket): void => {
    for (let count = 0; count < 4; count++) ws.send('{');
  };
  expect(await misbehave(garbage)).toBe(4400);
  // What ws itself finds counts as well: longer than a frame may be.
  expect(await misbehave((ws) => ws.send('x'.repeat(2 * limits.frameBytes)))).toBe(1009);
  const from = (who: string): ReturnType<House['knock']> => at.knock({ headers: { 'x-who': who } });
  expect((await from('mallory')).status).toBe(101);
  expect(await misbehave(garbage)).toBe(4400);
  expect(await from('mallory')).toMatchObject({
    status: 429,
    retryAfter: expect.stringMatching(/^(9|10)$/),
    body: { error: { kind: 'too-fast', retryAfterMs: expect.any(Number) } },
  });
  expect((await from('ann')).status).toBe(101);
});

test('[HS7] an authenticate that takes too long is ended, and only so many are under way', async () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  await using slow = await house({ authenticate: never, limits: { handshakeMs: 1 } });
  expect(await slow.knock()).toMatchObject({ status: 503, body: { error: { kind: 'overloaded' } } });
  await using full = await house({ authenticate: never, limits: { pendingHandshakes: 0 } });
  expect((await full.knock()).status).toBe(503);
});

test('[HS8] a draining hub lets nobody in and says when to come back', async () => {
  await using at = await house({ authenticate: () => ({ identity }) });
  await at.hub.drain({ withinMs: 2000 });
  expect(await at.knock()).toMatchObject({ status: 503, retryAfter: '2', body: { error: { kind: 'overloaded', retryAfterMs: 2000 } } });
});

test('[HS9] frames over a real socket arrive whole, at every border of their length, in one turn', async () => {
  await using at = await house({ authenticate: () => ({ identity }) });
  const ws = new WebSocket(`ws://127.0.0.1:${at.port}/live`, [SUBPROTOCOL]);
  const texts: string[] = [];
  const replies = new Promise<void>((resolve) => {
    ws.on('message', (data: Buffer) => {
      texts.push(
        ...[JSON.parse(data.toString())]
          .flat()
          .flatMap((message: { t: string; events?: { data: { text: string } }[] }) =>
            message.t === 'batch' ? message.events!.map(({ data }) => data.text) : [],
          ),
      );
      if (texts.length === 4) resolve();
    });
  });
  await new Promise((resolve) => void ws.once('open', resolve));
  const say = (message: object): void => ws.send(JSON.stringify(message));
  say({ t: 'claim', clients: ['client-ann-0000000'] });
  say({ t: 'join', channels: [{ channel: 'private/lobby' }] });
  const sizes = [1, 100, 66_000, 120_000];
  for (const [index, size] of sizes.entries())
    say({ t: 'command', c: 0, channel: 'private/lobby', n: index + 1, settled: 0, name: 'post', input: { text: 'x'.repeat(size) } });
  await replies;
  expect(texts.map((text) => text.length)).toEqual(sizes);
  ws.terminate();
});

test('[HS10] a session that ends while its handshake is under way does not come in', async () => {
  const reading = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const ann = { id: 'ann', name: 'Ann', role: 'member', session: 's1' };
  await using open = await house({
    authenticate: async () => {
      reading.resolve();
      await read.promise;
      return { identity: ann };
    },
  });
  const knocked = open.knock();
  await reading.promise;
  open.hub.revoke({ session: 's1' });
  read.resolve();
  expect((await knocked).status).toBe(401);
  expect((await open.knock()).status).toBe(101);
});
