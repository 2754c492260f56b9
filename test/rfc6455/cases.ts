import { limits, writeBinary } from '@atrium/protocol';
import { close, fragments, frame, OP, ping, pong, text } from './raw-socket.ts';

/** One case: what is sent, and what has to come back. Without `closes` the connection goes on. */
export interface Case {
  /** Autobahn's number. */
  readonly id: string;
  readonly title: string;
  readonly send: readonly Buffer[];
  /** The bytes are written in pieces of so many. */
  readonly pieces?: number;
  /** Each is sent when the one before was answered. */
  readonly oneByOne?: true;
  /** On the subprotocol with binary frames. */
  readonly binary?: true;
  /** Texts of queries that are answered. */
  readonly echoes?: readonly string[];
  readonly pongs?: readonly string[];
  /** Frames that are readable as WebSocket, and not as ours. */
  readonly faults?: number;
  /** The code of the server's closing frame. */
  readonly closes?: number | 'none';
}

let ids = 0;
/** A message of ours that is answered with its text. */
export const say = (said: string): string => JSON.stringify({ t: 'query', id: ++ids, channel: 'echo/a', name: 'say', input: { text: said } });
/** The bytes of such a message, with bytes in it that need not be text. */
function sayBytes(bytes: readonly number[]): Buffer {
  const [before = '', after = ''] = say('@').split('@');
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}
/** A text whose message has exactly so many bytes. */
const filling = (bytes: number): string => '*'.repeat(bytes - Buffer.byteLength(say('')));

const cases: Case[] = [];
const add = (id: string, title: string, rest: Omit<Case, 'id' | 'title'>): void => void cases.push({ id, title, ...rest });
const echo = (id: string, title: string, said: string, rest: Partial<Case> = {}): void => add(id, title, { send: [text(say(said))], echoes: [said], ...rest });

// — 1: framing —
const sizes = [125, 126, 127, 128, 65_535, 65_536];
add('1.1.1', 'an empty text', { send: [text('')], faults: 1 });
for (const [at, size] of sizes.entries()) {
  const said = filling(size);
  echo(`1.1.${at + 2}`, `a text of ${size} bytes`, said);
}
echo('1.1.8', 'a text of 65,536 bytes in pieces of 997', filling(65_536), { pieces: 997 });
add('1.2.1', 'an empty binary frame', { send: [frame({ opcode: OP.binary })], binary: true, faults: 1 });
for (const [at, size] of sizes.entries()) {
  const said = '*'.repeat(size - 100);
  add(`1.2.${at + 2}`, `a binary frame of about ${size} bytes`, {
    binary: true,
    send: [frame({ opcode: OP.binary, payload: Buffer.from(writeBinary([{ text: say(said), attachments: [] }])) })],
    echoes: [said],
  });
}
add('1.2.8', 'a binary frame in pieces', {
  binary: true,
  pieces: 997,
  send: [frame({ opcode: OP.binary, payload: Buffer.from(writeBinary([{ text: say('*'.repeat(65_000)), attachments: [] }])) })],
  echoes: ['*'.repeat(65_000)],
});
add('1.2.9', 'a binary frame where text was agreed on', { send: [frame({ opcode: OP.binary, payload: 'x' })], closes: 1003 });

// — 2: pings and pongs —
const bytes125 = Buffer.alloc(125, 0xfe);
add('2.1', 'a ping without payload', { send: [ping()], pongs: [''] });
add('2.2', 'a ping with a text', { send: [ping('Hello, world!')], pongs: ['Hello, world!'] });
add('2.3', 'a ping with bytes that are no text', {
  send: [ping(Buffer.from('00fffefdfcfb00ff', 'hex'))],
  pongs: [Buffer.from('00fffefdfcfb00ff', 'hex').toString('latin1')],
});
add('2.4', 'a ping of 125 bytes', { send: [ping(bytes125)], pongs: [bytes125.toString('latin1')] });
add('2.5', 'a ping of 126 bytes', { send: [ping(Buffer.alloc(126, 0xfe))], closes: 1002 });
add('2.6', 'a ping of 125 bytes, byte by byte', { send: [ping(bytes125)], pieces: 1, pongs: [bytes125.toString('latin1')] });
add('2.7', 'a pong that nobody asked for', { send: [pong()] });
add('2.8', 'a pong with payload that nobody asked for', { send: [pong('unsolicited')] });
add('2.9', 'a pong, then a ping', { send: [pong('unsolicited'), ping('ping')], pongs: ['ping'] });
const tenPings = Array.from({ length: 10 }, (_, at) => `payload-${at}`);
add('2.10', 'ten pings', { send: tenPings.map((payload) => ping(payload)), pongs: tenPings });
add('2.11', 'ten pings, byte by byte', { send: tenPings.map((payload) => ping(payload)), pieces: 1, pongs: tenPings });

// — 3: reserved bits —
const rsv = (bits: number, opcode: number = OP.text): Buffer => frame({ opcode, rsv: bits, payload: opcode === OP.text ? say('reserved') : 'p' });
add('3.1', 'RSV = 1', { send: [rsv(1)], closes: 1002 });
add('3.2', 'a text, then RSV = 2, then a ping', { send: [text(say('before')), rsv(2), ping()], closes: 1002 });
add('3.3', 'a text, then RSV = 3', { send: [text(say('before')), rsv(3), ping()], closes: 1002 });
add('3.4', 'RSV = 4, in pieces', { send: [text(say('before')), rsv(4), ping()], pieces: 1, closes: 1002 });
add('3.5', 'a binary frame with RSV = 5', { binary: true, send: [rsv(5, OP.binary)], closes: 1002 });
add('3.6', 'a ping with RSV = 6', { send: [rsv(6, OP.ping)], closes: 1002 });
add('3.7', 'a close with RSV = 7', { send: [frame({ opcode: OP.close, rsv: 7 })], closes: 1002 });

// — 4: reserved opcodes —
for (const [at, opcode] of [3, 4, 5, 6, 7].entries()) {
  add(`4.1.${at + 1}`, `opcode ${opcode}`, {
    send: [...(at > 1 ? [text(say('before'))] : []), frame({ opcode, payload: at % 2 ? 'reserved' : '' }), ping()],
    ...(at === 3 && { pieces: 1 }),
    closes: 1002,
  });
}
for (const [at, opcode] of [11, 12, 13, 14, 15].entries()) {
  add(`4.2.${at + 1}`, `control opcode ${opcode}`, {
    send: [...(at > 1 ? [text(say('before'))] : []), frame({ opcode, payload: at % 2 ? 'reserved' : '' }), ping()],
    ...(at === 3 && { pieces: 1 }),
    closes: 1002,
  });
}

// — 5: fragmentation —
const half = (said: string): Buffer[] => {
  const message = say(said);
  return fragments(message, Math.ceil(message.length / 2));
};
const [ping1, ping2] = fragments('fragment', 4, OP.ping);
add('5.1', 'a ping in two fragments', { send: [ping1!, ping2!], closes: 1002 });
add('5.2', 'a pong in two fragments', { send: fragments('fragment', 4, OP.pong), closes: 1002 });
add('5.3', 'a text in two fragments', { send: half('5.3'), echoes: ['5.3'] });
add('5.4', 'a text in two fragments, in pieces', { send: half('5.4'), pieces: 7, echoes: ['5.4'] });
add('5.5', 'a text in two fragments, byte by byte', { send: half('5.5'), pieces: 1, echoes: ['5.5'] });
for (const [id, pieces] of [
  ['5.6', undefined],
  ['5.7', 7],
  ['5.8', 1],
] as const) {
  const [one, two] = half(id);
  add(id, `a ping between two fragments${pieces ? `, in pieces of ${pieces}` : ''}`, {
    send: [one!, ping('between'), two!],
    ...(pieces && { pieces }),
    echoes: [id],
    pongs: ['between'],
  });
}
for (const [at, fin] of [true, true, true, false, false, false].entries()) {
  add(`5.${9 + at}`, `a continuation with FIN = ${Number(fin)} that continues nothing`, {
    send: [frame({ opcode: OP.continuation, payload: 'nothing', fin }), text(say('after'))],
    ...(at % 3 && { pieces: at % 3 === 1 ? 7 : 1 }),
    closes: 1002,
  });
}
add('5.15', 'a text in two fragments, then a continuation that continues nothing, then a text', {
  send: [...half('5.15'), frame({ opcode: OP.continuation, payload: 'x', fin: false }), text(say('after'))],
  closes: 1002,
});
add('5.16', 'continuations that continue nothing, again and again', {
  send: [frame({ opcode: OP.continuation, payload: 'x', fin: false }), text('x'), frame({ opcode: OP.continuation, payload: 'x' })],
  closes: 1002,
});
add('5.17', 'the same with FIN', {
  send: [frame({ opcode: OP.continuation, payload: 'x' }), text('x'), frame({ opcode: OP.continuation, payload: 'x' })],
  closes: 1002,
});
add('5.18', 'a text inside a fragmented text', { send: [frame({ opcode: OP.text, payload: 'one', fin: false }), text('two')], closes: 1002 });
for (const [id, pieces] of [
  ['5.19', undefined],
  ['5.20', 1],
] as const) {
  const parts = fragments(say(id), Math.ceil(say(id).length / 5));
  add(id, `five fragments with pings between them${pieces ? ', byte by byte' : ''}`, {
    send: parts.flatMap((part, at) => (at === 2 || at === 4 ? [ping(`p${at}`), part] : [part])),
    ...(pieces && { pieces }),
    echoes: [id],
    pongs: ['p2', 'p4'],
  });
}

// — 6: UTF-8 —
add('6.1.1', 'an empty text', { send: [text('')], faults: 1 });
add('6.1.2', 'three empty fragments', {
  send: [frame({ opcode: OP.text, fin: false }), frame({ opcode: OP.continuation, fin: false }), frame({ opcode: OP.continuation })],
  faults: 1,
});
const greek = 'Hello-µ@ßöäüàá-UTF-8!!';
add('6.1.3', 'a text between two empty fragments', {
  send: [frame({ opcode: OP.text, fin: false }), frame({ opcode: OP.continuation, payload: say(greek), fin: false }), frame({ opcode: OP.continuation })],
  echoes: [greek],
});
echo('6.2.1', 'a valid text', greek);
add('6.2.2', 'a valid text in two fragments, cut inside a character', {
  send: (() => {
    const message = Buffer.from(say(greek));
    return fragments(message, message.indexOf('ß') + 1);
  })(),
  echoes: [greek],
});
add('6.2.3', 'a valid text, each byte a fragment', { send: fragments(say(greek), 1), echoes: [greek] });
add('6.2.4', 'a valid text of characters of two and three bytes, each byte a fragment', { send: fragments(say('κόσμε—中文'), 1), echoes: ['κόσμε—中文'] });
const bad = [0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xcf, 0x83, 0xce, 0xbc, 0xce, 0xb5, 0xed, 0xa0, 0x80, 0x65, 0x64];
add('6.3.1', 'an invalid text', { send: [text(sayBytes(bad))], closes: 1007 });
add('6.3.2', 'an invalid text, each byte a fragment', { send: fragments(sayBytes(bad), 1), closes: 1007 });
add('6.4.1', 'invalid in the middle of three fragments', { send: fragments(sayBytes(bad), 30), closes: 1007 });
add('6.4.2', 'invalid from the middle of a character on', { send: fragments(sayBytes([0xce, 0xba, 0xf4, 0x90, 0x80, 0x80, 0x65]), 20), closes: 1007 });
add('6.4.3', 'invalid, in pieces of one frame', { send: [text(sayBytes(bad))], pieces: 13, closes: 1007 });
add('6.4.4', 'invalid, byte by byte', { send: [text(sayBytes(bad))], pieces: 1, closes: 1007 });

const hex = (digits: string): number[] => [...Buffer.from(digits.replaceAll(' ', ''), 'hex')];
const valid: readonly (readonly [id: string, bytes: string])[] = [
  ['6.5.1', '68 65 6c 6c 6f 24 77 6f 72 6c 64'],
  ['6.5.2', '68 65 6c 6c 6f c2 a2 77 6f 72 6c 64'],
  ['6.5.3', '68 65 6c 6c 6f e2 82 ac 77 6f 72 6c 64'],
  ['6.5.4', '68 65 6c 6c 6f f0 a4 ad a2 77 6f 72 6c 64'],
  ['6.6.2', 'ce ba'],
  ['6.6.5', 'ce ba e1 bd b9'],
  ['6.6.7', 'ce ba e1 bd b9 cf 83'],
  ['6.6.9', 'ce ba e1 bd b9 cf 83 ce bc'],
  ['6.6.11', 'ce ba e1 bd b9 cf 83 ce bc ce b5'],
  ['6.7.2', 'c2 80'],
  ['6.7.3', 'e0 a0 80'],
  ['6.7.4', 'f0 90 80 80'],
  ['6.9.1', '7f'],
  ['6.9.2', 'df bf'],
  ['6.9.3', 'ef bf bf'],
  ['6.9.4', 'f4 8f bf bf'],
  ['6.11.1', 'ed 9f bf'],
  ['6.11.2', 'ee 80 80'],
  ['6.11.3', 'ef bf bd'],
  ['6.11.4', 'f4 8f bf bf'],
  ['6.22.1', 'ef bf be'],
  ['6.22.2', 'ef bf bf'],
  ...Array.from({ length: 16 }, (_, plane) =>
    [0, 1].map((last) => [`6.22.${3 + 2 * plane + last}`, Buffer.from(String.fromCodePoint((plane + 1) * 0x10000 + 0xfffe + last)).toString('hex')] as const),
  ).flat(),
  ...[0xfff9, 0xfffa, 0xfffb, 0xfffc, 0xfffd, 0xfffe, 0xffff].map(
    (point, at) => [`6.23.${at + 1}`, Buffer.from(String.fromCodePoint(point)).toString('hex')] as const,
  ),
];
for (const [id, bytes] of valid) {
  const said = Buffer.from(hex(bytes)).toString('utf8');
  add(id, `valid: ${bytes}`, { send: [text(sayBytes(hex(bytes)))], echoes: [said] });
}
// A control character is good UTF-8, and no JSON.
add('6.7.1', 'valid as text: 00', { send: [text(sayBytes([0]))], faults: 1 });

const invalid: readonly (readonly [id: string, bytes: string])[] = [
  ['6.6.1', 'ce'],
  ['6.6.3', 'ce ba e1'],
  ['6.6.4', 'ce ba e1 bd'],
  ['6.6.6', 'ce ba e1 bd b9 cf'],
  ['6.6.8', 'ce ba e1 bd b9 cf 83 ce'],
  ['6.6.10', 'ce ba e1 bd b9 cf 83 ce bc ce'],
  ['6.8.1', 'f8 88 80 80 80'],
  ['6.8.2', 'fc 84 80 80 80 80'],
  ['6.10.1', 'f7 bf bf bf'],
  ['6.10.2', 'fb bf bf bf bf'],
  ['6.10.3', 'fd bf bf bf bf bf'],
  ['6.11.5', 'f4 90 80 80'],
  ['6.12.1', '80'],
  ['6.12.2', 'bf'],
  ['6.12.3', '80 bf'],
  ['6.12.4', '80 bf 80'],
  ['6.12.5', '80 bf 80 bf'],
  ['6.12.6', '80 bf 80 bf 80'],
  ['6.12.7', '80 bf 80 bf 80 bf'],
  ['6.12.8', Array.from({ length: 64 }, (_, at) => (0x80 + at).toString(16)).join(' ')],
  ['6.13.1', Array.from({ length: 32 }, (_, at) => `${(0xc0 + at).toString(16)} 20`).join(' ')],
  ['6.13.2', Array.from({ length: 16 }, (_, at) => `${(0xe0 + at).toString(16)} 20`).join(' ')],
  ['6.13.3', 'f0 20 f1 20 f2 20 f3 20 f4 20 f5 20 f6 20 f7 20'],
  ['6.13.4', 'f8 20 f9 20 fa 20 fb 20'],
  ['6.13.5', 'fc 20 fd 20'],
  ['6.14.1', 'c0'],
  ['6.14.2', 'e0 80'],
  ['6.14.3', 'f0 80 80'],
  ['6.14.4', 'f8 80 80 80'],
  ['6.14.5', 'fc 80 80 80 80'],
  ['6.14.6', 'df'],
  ['6.14.7', 'ef bf'],
  ['6.14.8', 'f7 bf bf'],
  ['6.14.9', 'fb bf bf bf'],
  ['6.14.10', 'fd bf bf bf bf'],
  ['6.15.1', 'c0 e0 80 f0 80 80 f8 80 80 80 fc 80 80 80 80 df ef bf f7 bf bf fb bf bf bf fd bf bf bf bf'],
  ['6.16.1', 'fe'],
  ['6.16.2', 'ff'],
  ['6.16.3', 'fe fe ff ff'],
  ['6.17.1', 'c0 af'],
  ['6.17.2', 'e0 80 af'],
  ['6.17.3', 'f0 80 80 af'],
  ['6.17.4', 'f8 80 80 80 af'],
  ['6.17.5', 'fc 80 80 80 80 af'],
  ['6.18.1', 'c1 bf'],
  ['6.18.2', 'e0 9f bf'],
  ['6.18.3', 'f0 8f bf bf'],
  ['6.18.4', 'f8 87 bf bf bf'],
  ['6.18.5', 'fc 83 bf bf bf bf'],
  ['6.19.1', 'c0 80'],
  ['6.19.2', 'e0 80 80'],
  ['6.19.3', 'f0 80 80 80'],
  ['6.19.4', 'f8 80 80 80 80'],
  ['6.19.5', 'fc 80 80 80 80 80'],
  ['6.20.1', 'ed a0 80'],
  ['6.20.2', 'ed ad bf'],
  ['6.20.3', 'ed ae 80'],
  ['6.20.4', 'ed af bf'],
  ['6.20.5', 'ed b0 80'],
  ['6.20.6', 'ed be 80'],
  ['6.20.7', 'ed bf bf'],
  ['6.21.1', 'ed a0 80 ed b0 80'],
  ['6.21.2', 'ed a0 80 ed bf bf'],
  ['6.21.3', 'ed ad bf ed b0 80'],
  ['6.21.4', 'ed ad bf ed bf bf'],
  ['6.21.5', 'ed ae 80 ed b0 80'],
  ['6.21.6', 'ed ae 80 ed bf bf'],
  ['6.21.7', 'ed af bf ed b0 80'],
  ['6.21.8', 'ed af bf ed bf bf'],
];
for (const [id, bytes] of invalid)
  add(id, `invalid: ${bytes.length > 40 ? `${bytes.slice(0, 40)} …` : bytes}`, { send: [text(sayBytes(hex(bytes)))], closes: 1007 });

// — 7: closing —
add('7.1.1', 'a text, then a close', { send: [text(say('before')), close(1000)], closes: 1000 });
add('7.1.2', 'two closes', { send: [close(1000), close(1000)], closes: 1000 });
add('7.1.3', 'a ping after a close', { send: [close(1000), ping()], closes: 1000 });
add('7.1.4', 'a text after a close', { send: [close(1000), text(say('after'))], closes: 1000 });
add('7.1.5', 'a close inside a fragmented text', {
  send: [frame({ opcode: OP.text, payload: 'one', fin: false }), close(1000), frame({ opcode: OP.continuation, payload: 'two' })],
  closes: 1000,
});
add('7.1.6', 'a message of 256 kB, a close, a ping', { send: [text(say(filling(limits.frameBytes))), close(1000), ping()], closes: 1000 });
add('7.3.1', 'a close without payload', { send: [close()], closes: 'none' });
add('7.3.2', 'a close with half a code', { send: [frame({ opcode: OP.close, payload: 'a' })], closes: 1002 });
add('7.3.3', 'a close with a code', { send: [close(1000)], closes: 1000 });
add('7.3.4', 'a close with a reason', { send: [close(1000, 'Hello, world!')], closes: 1000 });
add('7.3.5', 'a close with a reason of 123 bytes', { send: [close(1000, '*'.repeat(123))], closes: 1000 });
add('7.3.6', 'a close with a reason of 124 bytes', { send: [close(1000, '*'.repeat(124))], closes: 1002 });
add('7.5.1', 'a close with a reason that is no UTF-8', { send: [close(1000, Buffer.from(bad))], closes: 1007 });
for (const [at, code] of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].entries())
  add(`7.7.${at + 1}`, `close code ${code}`, { send: [close(code)], closes: code });
for (const [at, code] of [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999].entries())
  add(`7.9.${at + 1}`, `close code ${code}, which nobody may send`, { send: [close(code)], closes: 1002 });
for (const [at, code] of [5000, 65_535].entries()) add(`7.13.${at + 1}`, `close code ${code}`, { send: [close(code)], closes: 1002 });

// — 9: limits —
for (const [at, kilobytes] of [64, 128, 256].entries()) echo(`9.1.${at + 1}`, `a text of ${kilobytes} kB`, filling(kilobytes * 1024));
add('9.1.4', 'a text of one byte more than may be sent', { send: [text(say(filling(limits.frameBytes + 1)))], closes: 1009 });
add('9.1.5', 'a frame that claims 16 MB', { send: [frame({ opcode: OP.text, payload: 'x', claims: 16n * 1024n * 1024n })], closes: 1009 });
add('9.1.6', 'a frame that claims 2^63 - 1 bytes', { send: [frame({ opcode: OP.text, payload: 'x', claims: 2n ** 63n - 1n })], closes: 1009 });
for (const [at, kilobytes] of [64, 128, 255].entries()) {
  const said = '*'.repeat(kilobytes * 1024 - 100);
  add(`9.2.${at + 1}`, `a binary frame of ${kilobytes} kB`, {
    binary: true,
    send: [frame({ opcode: OP.binary, payload: Buffer.from(writeBinary([{ text: say(said), attachments: [] }])) })],
    echoes: [said],
  });
}
for (const [at, size] of [64, 256, 1024, 4096, 16_384, 65_536].entries()) {
  const said = filling(Math.min(limits.frameBytes, 1024 * size));
  add(`9.3.${at + 1}`, `a text of up to 256 kB in up to 1,024 fragments of ${size}`, { send: fragments(say(said), size), echoes: [said] });
}
add('9.3.8', 'more than 1,024 fragments', { send: fragments('*'.repeat(1025), 1), closes: 1008 });
add('9.3.7', 'fragments that together are more than may be sent', { send: fragments('*'.repeat(limits.frameBytes + 1), 16_384), closes: 1009 });
for (const [at, size] of [64, 128, 256, 512, 1024, 2048].entries()) {
  const said = filling(65_536);
  echo(`9.5.${at + 1}`, `a text of 64 kB in pieces of ${size}`, said, { pieces: size });
}
for (const [at, size] of [0, 16, 64, 256, 1024, 4096].entries()) {
  const said = Array.from({ length: 200 }, (_, n) => `${n} ${'*'.repeat(size)}`);
  add(`9.7.${at + 1}`, `200 texts of ${size} bytes and a little`, { oneByOne: true, send: said.map((one) => text(say(one))), echoes: said });
}

// — 10: automatic fragmentation —
add('10.1.1', 'a text of 65,536 bytes in fragments of 1,300', { send: fragments(say(filling(65_536)), 1300), echoes: [filling(65_536)] });

// What Autobahn does not number: RFC 6455 §5.1, a client masks; §5.2, a length is written as short as it can be.
add('0.1', 'a frame that is not masked', { send: [frame({ opcode: OP.text, payload: say('bare'), masked: false })], closes: 1002 });
add('0.2', 'a ping that is not masked', { send: [frame({ opcode: OP.ping, masked: false })], closes: 1002 });

export { cases };
