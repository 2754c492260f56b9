import { connect } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { SUBPROTOCOL } from '@atrium/protocol';
import { frame, OP } from '../../../test/rfc6455/raw-socket.ts';
import { clientFrame, OPCODE } from '../../lib/frames.ts';
import { openRaw, type RawClient } from '../../lib/raw-client.ts';
import { roomName } from '../message.ts';
import type { AttackName } from './names.ts';

export interface Target {
  readonly port: number;
  readonly localAddress: string;
}

/** Connections that flood side by side: one person's tabs, or a script. */
const FLOODS = 4;
/** Bytes that wait in the attacker at most. */
const WAITING_BYTES = 256 * 1024;
/** Milliseconds until one that was cut off, or not let in, is back. */
const BACK_AFTER_MS = 5;
const SLOW_SOCKETS = 300;
const MESSAGES_PER_FRAME = 250;

const ROOM = `bench/${roomName(0)}`;
const joinRoom = { t: 'join', channels: [{ channel: ROOM }] };

/** Each goes on until the process is ended. */
export const attacks: Readonly<Record<AttackName, (target: Target) => Promise<void>>> = {
  'slow handshakes': dripping,
  handshakes: (target) => sideBySide(async (flood) => (await open(target, flood)).cut()),
  fragments: flooding({ what: () => fragments }),
  joins: flooding({ what: (at) => messages((index) => ({ t: 'join', channels: [{ channel: index % 2 ? `chat/none-${at}-${index}` : `nokind/${index}` }] })) }),
  watches: flooding({ what: (at) => messages((index) => ({ t: 'watch', channels: [`chat/none-${at}-${index}`, `person/none-${at}-${index}`] })) }),
  'unknown queries': flooding({
    what: (at) => messages((index) => ({ t: 'query', id: at * MESSAGES_PER_FRAME + index + 1, channel: `chat/none-${at}`, name: 'history', input: {} })),
  }),
  signals: flooding({ first: joinRoom, what: () => messages((index) => ({ t: 'signal', channel: ROOM, name: 'typing', data: { on: index % 2 === 0 } })) }),
  presence: flooding({ first: joinRoom, what: (at) => messages((index) => ({ t: 'present', channel: ROOM, data: { mood: `mood ${at} ${index}` } })) }),
  people: flooding({ what: (at) => messages((index) => ({ t: 'people', who: Array.from({ length: 10 }, (_, who) => `nobody-${at}-${index}-${who}`) })) }),
  'pings unread': flooding({ reads: false, what: () => pings }),
  'queries unread': flooding({
    first: joinRoom,
    reads: false,
    what: (at) => messages((index) => ({ t: 'query', id: at * MESSAGES_PER_FRAME + index + 1, channel: ROOM, name: 'page', input: { text: '' } })),
  }),
  garbage: flooding({ what: () => garbage }),
  'none, busy': () => {
    for (;;);
  },
};

const fragments = Buffer.concat([
  frame({ opcode: OP.text, payload: '{', fin: false }),
  ...Array.from({ length: 4_000 }, (_, at) => frame({ opcode: OP.continuation, payload: at % 2 ? 'x' : '', fin: false })),
]);
const pings = Buffer.concat(Array.from({ length: 500 }, () => clientFrame('x'.repeat(125), OPCODE.ping)));
const garbage = Buffer.concat(Array.from({ length: 500 }, () => clientFrame('{')));

const messages = (one: (index: number) => object): Buffer =>
  clientFrame(JSON.stringify(Array.from({ length: MESSAGES_PER_FRAME }, (_, index) => one(index))));

function open({ port, localAddress }: Target, flood: number, closed?: (client: RawClient) => void): Promise<RawClient> {
  return openRaw(
    { port, localAddress, path: `/live?who=mallory-${flood}`, protocols: [SUBPROTOCOL] },
    { frame: () => undefined, close: (client) => closed?.(client) },
  );
}

/** Whatever ends is begun again. */
async function sideBySide(attack: (flood: number) => Promise<void>): Promise<void> {
  await Promise.all(
    Array.from({ length: FLOODS }, async (_, flood) => {
      for (;;) {
        // It was not let in, or was cut off: that is what it is about.
        await attack(flood).catch(() => undefined);
        await sleep(BACK_AFTER_MS);
      }
    }),
  );
}

/** Says `first`, and then as much of what there is as is taken. */
function flooding({ first, reads = true, what }: { readonly first?: object; readonly reads?: boolean; readonly what: (at: number) => Buffer }) {
  return (target: Target): Promise<void> =>
    sideBySide(async (flood) => {
      let isOpen = true;
      const client = await open(target, flood, () => (isOpen = false));
      if (!reads) client.pause();
      if (first) client.sendText(JSON.stringify(first));
      for (let at = 0; isOpen; at++) {
        client.write(what(at));
        do await turn();
        while (isOpen && client.socket.writableLength > WAITING_BYTES && (await sleep(1, true)));
      }
    });
}

/** Handshakes that come byte by byte. */
async function dripping({ port, localAddress }: Target): Promise<void> {
  const head = `GET /live HTTP/1.1\r\nHost: localhost\r\n${'X-Filler: 1\r\n'.repeat(1000)}`;
  const drip = (): void => {
    const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true });
    let at = 0;
    const timer = setInterval(() => socket.write(head[at++ % head.length]!), 20);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearInterval(timer);
      setTimeout(drip, BACK_AFTER_MS);
    });
  };
  for (let count = 0; count < SLOW_SOCKETS; count++) drip();
  await new Promise(() => undefined);
}
