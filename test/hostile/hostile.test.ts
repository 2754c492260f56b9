import { afterAll, afterEach, expect, test } from 'vitest';
import { close, frame, OP, ping, RawSocket, text } from '../rfc6455/raw-socket.ts';
import { House } from './house.ts';

const house = await House.open();
afterAll(() => house[Symbol.asyncDispose]());
const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const MB = 1024 * 1024;
const message = (said: object): Buffer => text(JSON.stringify(said));
async function attackers(count: number): Promise<RawSocket[]> {
  const made = await Promise.all(Array.from({ length: count }, () => house.attack()));
  sockets.push(...made);
  return made;
}
/** Attackers that are not connected yet, or not by the rules. */
function strangers(count: number): RawSocket[] {
  const made = Array.from({ length: count }, () => new RawSocket(house.port));
  sockets.push(...made);
  return made;
}
const ended = (all: readonly RawSocket[]): Promise<unknown> => Promise.all(all.map((socket) => socket.until(() => socket.ended)));
const faultsOf = (socket: RawSocket): string[] =>
  socket.texts
    .flatMap((each) => [JSON.parse(each) as { t: string; error?: { kind: string } }].flat())
    .flatMap(({ t, error }) => (t === 'fault' && error ? [error.kind] : []));

/** Memory after the attack is over is what it was, with room for what a process learns on its way. */
async function holdsNoMore(attack: () => Promise<void>, most = 5 * MB): Promise<void> {
  await house.talk();
  const before = await house.look();
  await attack();
  await house.talk();
  // What is under way when an attacker goes takes a moment to come to its end. That it never does is a time-out here.
  while ((await house.look()).held - before.held >= most) await house.talk(1);
}

test('[HO1] handshakes that drip byte by byte end after their time, and nobody else waits', async () => {
  const slow = strangers(300);
  const head = `GET / HTTP/1.1\r\nHost: localhost\r\n${'X-Filler: 1\r\n'.repeat(100)}`;
  let at = 0;
  const drip = setInterval(() => {
    for (const socket of slow) if (!socket.ended) socket.write(head[at % head.length]!);
    at += 1;
  }, 20);
  try {
    await house.talk(20);
    await ended(slow);
  } finally {
    clearInterval(drip);
  }
  for (const socket of slow) expect(socket.head.startsWith('HTTP/1.1 101')).toBe(false);
  await house.talk();
});

test('[HO2] upgrade requests that are wrong get their status, whatever is in them', async () => {
  const key = 'dGhlIHNhbXBsZSBub25jZQ==';
  const lines = (changes: Record<string, string | undefined>): string =>
    Object.entries({
      Host: `127.0.0.1:${house.port}`,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Protocol': 'atrium.1',
      ...changes,
    })
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]))
      .join('');
  const wrong: readonly (readonly [what: string, request: string, status: number | undefined])[] = [
    ['no key', `GET / HTTP/1.1\r\n${lines({ 'Sec-WebSocket-Key': undefined })}\r\n`, 400],
    ['half a key', `GET / HTTP/1.1\r\n${lines({ 'Sec-WebSocket-Key': 'abc' })}\r\n`, 400],
    ['an old version', `GET / HTTP/1.1\r\n${lines({ 'Sec-WebSocket-Version': '7' })}\r\n`, 400],
    ['no subprotocol', `GET / HTTP/1.1\r\n${lines({ 'Sec-WebSocket-Protocol': undefined })}\r\n`, 426],
    ['another subprotocol', `GET / HTTP/1.1\r\n${lines({ 'Sec-WebSocket-Protocol': 'graphql-ws' })}\r\n`, 426],
    ['a subprotocol that is none', `GET / HTTP/1.1\r\n${lines({ 'Sec-WebSocket-Protocol': 'atrium.1,,;=' })}\r\n`, 400],
    ['another origin', `GET / HTTP/1.1\r\n${lines({ Origin: 'http://evil.example' })}\r\n`, 403],
    ['an origin that is none', `GET / HTTP/1.1\r\n${lines({ Origin: 'null' })}\r\n`, 403],
    ['another method', `POST / HTTP/1.1\r\n${lines({})}\r\n`, 405],
    ['another upgrade', `GET / HTTP/1.1\r\n${lines({ Upgrade: 'h2c' })}\r\n`, 400],
    ['a cookie of 64 kB', `GET / HTTP/1.1\r\n${lines({ Cookie: 'x'.repeat(64 * 1024) })}\r\n`, 431],
    ['5,000 headers', `GET / HTTP/1.1\r\n${lines({})}${'X: y\r\n'.repeat(5_000)}\r\n`, 431],
    ['no HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n', 400],
  ];
  for (const [what, request, status] of wrong) {
    const [socket] = strangers(1);
    socket!.write(request);
    await socket!.until(() => socket!.ended);
    expect(Number(socket!.head.split(' ')[1]), what).toBe(status);
  }
  await house.talk();
});

test('[HO3] messages in fragments of one byte, and of none, end with 1008, and hold nothing', async () => {
  await holdsNoMore(async () => {
    const all = await attackers(20);
    for (const [at, socket] of all.entries()) {
      const rest = frame({ opcode: OP.continuation, payload: at % 2 ? 'x' : '', fin: false });
      // In one write: who takes longer than the hub waits before it ends the line is reset, and reads no reason.
      socket.write(Buffer.concat([frame({ opcode: OP.text, payload: '{', fin: false }), ...Array.from({ length: 3_000 }, () => rest)]));
    }
    await ended(all);
    for (const socket of all) expect(socket.closedWith).toBe(1008);
  });
});

test('[HO4] what a frame claims takes no memory; what is more than allowed ends with 1009', async () => {
  await holdsNoMore(async () => {
    const honest = await attackers(200);
    // As large as may be, of which a byte comes.
    for (const socket of honest) socket.write(frame({ opcode: OP.text, payload: 'x', claims: 256n * 1024n }));
    const liars = await attackers(20);
    for (const socket of liars) socket.write(frame({ opcode: OP.text, payload: 'x', claims: 2n ** 62n }));
    await ended(liars);
    for (const socket of liars) expect(socket.closedWith).toBe(1009);
    while ((await house.look()).connections > 202) await house.talk(1);
    const { held } = await house.look();
    expect(held).toBeLessThan(120 * MB);
    for (const socket of honest) socket.destroy();
  });
});

test('[HO5] floods of joins, watches, signals, presence and questions about channels and people that are not there change nothing', async () => {
  const floods: readonly ((at: number) => object)[] = [
    (at) => ({ t: 'join', channels: [{ channel: `private/none-${at}` }] }),
    (at) => ({ t: 'join', channels: [{ channel: `nokind/${at}` }] }),
    (at) => ({ t: 'watch', channels: [`private/none-${at}`, `board/none-${at}`] }),
    (at) => ({ t: 'query', id: at + 1, channel: `private/none-${at}`, name: 'lines', input: { containing: '' } }),
    (at) => ({ t: 'signal', channel: 'private/lobby-others', name: 'typing', data: { on: at % 2 === 0 } }),
    (at) => ({ t: 'present', channel: 'private/lobby-others', data: { mood: `mood ${at}` } }),
    (at) => ({ t: 'people', who: Array.from({ length: 100 }, (_, person) => `nobody-${at}-${person}`) }),
    (at) => ({ t: 'claim', clients: [`mallorys-client-${String(at).padStart(6, '0')}`] }),
    (at) => ({ t: 'got', bytes: at }),
    () => ({ t: 'beat' }),
  ];
  await holdsNoMore(async () => {
    for (const flood of floods) {
      const [socket] = await attackers(1);
      socket!.write(message({ t: 'join', channels: [{ channel: 'private/lobby-others' }] }));
      for (let batch = 0; batch < 20; batch++) {
        if (socket!.ended) break;
        socket!.write(message(Array.from({ length: 250 }, (_, at) => flood(batch * 250 + at))));
        await house.talk(1);
      }
      socket!.destroy();
    }
  });
});

test('[HO6] a flood of pings, whose pongs are never read, holds no more than a connection may', async () => {
  await holdsNoMore(async () => {
    const [socket] = await attackers(1);
    socket!.pause();
    const many = Buffer.concat(Array.from({ length: 1_000 }, () => ping('x'.repeat(125))));
    for (let round = 0; round < 200; round++) {
      socket!.write(many);
      if (round % 20 === 0) await house.talk(1);
    }
    const { held } = await house.look();
    expect(held).toBeLessThan(120 * MB);
    socket!.destroy();
  });
});

test('[HO7] queries that are asked and never read hold no more than the budget, and no more are read', async () => {
  for (let batch = 0; batch < 4; batch++) {
    const [author] = await attackers(1);
    const client = `authors-client-${String(batch).padStart(4, '0')}`;
    author!.write(
      message([
        { t: 'claim', clients: [client] },
        { t: 'command', c: 0, channel: 'private/lobby-books', n: 1, settled: 0, name: 'burst', input: { count: 500, bytes: 1000 } },
      ]),
    );
    await author!.until(() => author!.texts.some((each) => each.includes('"t":"reply"')));
  }
  await holdsNoMore(async () => {
    const [socket] = await attackers(1);
    socket!.pause();
    for (let id = 1; id <= 120; id++) {
      socket!.write(message({ t: 'query', id, channel: 'private/lobby-books', name: 'lines', input: { containing: '' } }));
      if (id % 10 === 0) await house.talk(1);
    }
    // While it is stalled as well: what one answer of this kind weighs, and the budget.
    expect((await house.look()).held).toBeLessThan(140 * MB);
    socket!.destroy();
  });
});

test('[HO8] what is nonsense is told, and ends the connection after a few', async () => {
  const [socket] = await attackers(1);
  for (let count = 0; count < 10; count++) socket!.write(text('{'));
  await socket!.until(() => socket!.ended || socket!.closedWith !== undefined);
  expect(faultsOf(socket!)).toEqual(['bad-frame', 'bad-frame', 'bad-frame', 'bad-frame']);
  expect(socket!.closedWith).toBe(4400);
  await house.talk();
});

test('[HO9] connections that come and go by the thousand leave nothing behind', async () => {
  await holdsNoMore(async () => {
    for (let round = 0; round < 20; round++) {
      const all = await attackers(50);
      for (const [at, socket] of all.entries()) {
        socket.write(message({ t: 'join', channels: [{ channel: 'private/lobby-others' }] }));
        if (at % 3 === 0) socket.write(close(1000));
        else socket.destroy();
      }
      sockets.length = 0;
      await house.talk(1);
    }
  });
  let { connections } = await house.look();
  while (connections > 2) ({ connections } = await house.look());
  expect(connections).toBe(2);
});

test('[HO10] whoever says nothing at all is gone after the time of silence', async () => {
  const all = await attackers(50);
  await Promise.all(all.map((socket) => socket.until(() => socket.closedWith !== undefined)));
  for (const socket of all) expect(socket.closedWith).toBe(4408);
  await house.talk();
});
