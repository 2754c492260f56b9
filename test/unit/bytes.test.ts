import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '@atrium/client';
import { BINARY_SUBPROTOCOL, type FromHub, readFrame, SUBPROTOCOL } from '@atrium/protocol';
import { createHub, systemClock } from '@atrium/server';
import { Disk, Seeded, sketchContract, sketchKind, StoreDouble } from '@atrium/testkit';
import { expect, test } from 'vitest';

interface House extends AsyncDisposable {
  readonly url: string;
}

async function house(): Promise<House> {
  const disk = new Disk();
  disk.migrate([sketchKind]);
  const hub = createHub({ store: new StoreDouble(disk, { clock: systemClock, random: new Seeded(1) }), kinds: [sketchKind] });
  const server = createServer().on('upgrade', hub.upgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`,
    async [Symbol.asyncDispose]() {
      await hub.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A socket that notes in which form the hub's messages came. */
function noting(subprotocol: string, noted: (form: 'text' | 'binary', messages: readonly FromHub[]) => void): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url, [subprotocol]);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const payload = typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer);
        noted(typeof payload === 'string' ? 'text' : 'binary', readFrame(payload) as FromHub[]);
      });
    }
  };
}

const random = new Seeded(7);
const strokes = Array.from({ length: 5 }, (_, at) => Uint8Array.from({ length: at * 70 }, () => Math.floor(random.next() * 256)));

test('[FR3] what a contract marks as bytes arrives the same on text and on binary connections, live and by a snapshot, and raw on the binary one', async () => {
  await using at = await house();
  const forms: Record<string, string[]> = { [SUBPROTOCOL]: [], [BINARY_SUBPROTOCOL]: [] };
  const clients = [SUBPROTOCOL, BINARY_SUBPROTOCOL].map((subprotocol) =>
    connect(at.url, { WebSocket: noting(subprotocol, (form, messages) => void forms[subprotocol]!.push(...messages.map(({ t }) => `${form} ${t}`))) }),
  );
  const [text, binary] = await Promise.all(clients.map((client) => client.join(sketchContract, 'sheet')));
  const heard: (readonly number[])[] = [];
  binary!.on('drawn', ({ stroke }) => void heard.push([...stroke]));
  const pen = new Promise<Uint8Array>((resolve) => void text!.onSignal('pen', ({ at: place }) => resolve(place)));
  binary!.signal('pen', { at: Uint8Array.of(1, 2, 3) });
  for (const [index, stroke] of strokes.entries()) {
    await (index % 2 ? text! : binary!).emit('draw', { stroke });
  }
  expect([...(await pen)]).toEqual([1, 2, 3]);
  // The reply to a later one's own command comes after all before it.
  await binary!.emit('draw', { stroke: strokes[0]! });
  await text!.emit('draw', { stroke: strokes[4]! });
  expect(heard.slice(0, 6)).toEqual([...strokes, strokes[0]!].map((stroke) => [...stroke]));
  expect([...text!.view!.last]).toEqual([...strokes[4]!]);
  const late = connect(at.url);
  const sheet = await late.join(sketchContract, 'sheet');
  expect(sheet.view!.strokes).toBe(7);
  expect([...sheet.view!.last]).toEqual([...strokes[4]!]);
  for (const client of [...clients, late]) await client.close();
  expect(forms[SUBPROTOCOL]!.every((form) => form.startsWith('text'))).toBe(true);
  expect(forms[BINARY_SUBPROTOCOL]!.filter((form) => form.endsWith('batch')).every((form) => form.startsWith('binary'))).toBe(true);
  expect(forms[BINARY_SUBPROTOCOL]).toContain('binary batch');
  expect(forms[BINARY_SUBPROTOCOL]).toContain('text welcome');
});

test('[FR4] a command as a binary frame is taken where both agreed on it; elsewhere such a frame ends the connection', async () => {
  await using at = await house();
  const { writeBinary } = await import('@atrium/protocol');
  const draw = writeBinary([
    { text: JSON.stringify({ t: 'claim', clients: ['raw-client-0000000000'] }), attachments: [] },
    {
      text: JSON.stringify({ t: 'command', c: 0, channel: 'sketch/raw', n: 1, settled: 0, name: 'draw', input: { stroke: null } }),
      attachments: [['/input/stroke', Uint8Array.of(9, 8)]],
    },
  ]);
  const binary = new WebSocket(at.url, [BINARY_SUBPROTOCOL, SUBPROTOCOL]);
  expect(await new Promise((resolve) => binary.addEventListener('open', () => resolve(binary.protocol)))).toBe(BINARY_SUBPROTOCOL);
  const replied = new Promise((resolve) =>
    binary.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const reply = (readFrame(data) as FromHub[]).find(({ t }) => t === 'reply');
      if (reply) resolve(reply);
    }),
  );
  binary.send(draw as Uint8Array<ArrayBuffer>);
  expect(await replied).toMatchObject({ t: 'reply', n: 1, reply: { strokes: 1 } });
  binary.close();

  const text = new WebSocket(at.url, [SUBPROTOCOL]);
  await once(text, 'open');
  text.send(draw as Uint8Array<ArrayBuffer>);
  const [{ code }] = (await once(text, 'close')) as [CloseEvent];
  expect(code).toBe(1003);
});
