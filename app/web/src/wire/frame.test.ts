import { writeBinary } from '@atrium/protocol';
import { expect, test } from 'vitest';
import { BODY_BYTES, bytesOf, frameOf, headBytes, messagesOf, payloadOf } from './frame.ts';
import { summaryOf } from './summary.ts';

const read = (payload: string | Uint8Array) => frameOf({ way: 'heard', payload, messages: messagesOf(payload) }, () => 'chat/general');

test('[WP3] a text frame and a binary one', () => {
  const text = read('{"t":"beat","who":"é"}');
  expect(text).toMatchObject({
    bytes: 23,
    binary: false,
    messages: 1,
    cut: false,
    body: '{\n  "t": "beat",\n  "who": "é"\n}',
    start: '{"t":"beat","who":"é"}',
  });
  expect([...text.lanes]).toEqual(['control']);
  const payload = writeBinary([{ text: '{"t":"signal","ch":7,"name":"move","data":{"xy":null}}', attachments: [['/data/xy', Uint8Array.of(0, 1, 254)]] }]);
  const binary = read(payload);
  expect(binary).toMatchObject({ bytes: payload.length, binary: true });
  expect(binary.body).toContain('"xy": "3 B: 00 01 fe"');
  expect([...binary.lanes]).toEqual(['signal']);
});

test('[WP3] what a socket hands over', () => {
  expect(payloadOf('a')).toBe('a');
  expect(payloadOf(Uint8Array.of(1, 2).buffer)).toEqual(Uint8Array.of(1, 2));
  expect(payloadOf(Uint8Array.of(1, 2, 3).subarray(1))).toEqual(Uint8Array.of(2, 3));
  expect(payloadOf(new Blob(['a']))).toBeUndefined();
});

test('[WP3] several messages in one line', () => {
  const join = { t: 'join', channels: [{ channel: 'chat/a', at: ['1-a', 5] }] };
  const frame = read(
    JSON.stringify([
      { t: 'claim' },
      join,
      { t: 'command', channel: 'chat/b', n: 1, name: 'post' },
      join,
      { t: 'command', channel: 'chat/b', n: 2, name: 'edit' },
    ]),
  );
  expect(summaryOf(frame)).toEqual({
    parts: [
      { type: 'claim', names: [], times: 1 },
      { type: 'join', names: [], times: 2 },
      { type: 'command', names: ['post', 'edit'], times: 2 },
    ],
    more: 0,
    channel: 2,
    at: undefined,
  });
  expect([...frame.lanes]).toEqual(['control', 'log']);
  expect(summaryOf(read(JSON.stringify(join)))).toMatchObject({ channel: 'chat/a', at: '5' });
});

test('[WP4] content is kept to 4 kB and eight messages, and no letter is cut in two', () => {
  const long = read(JSON.stringify({ t: 'answer', reply: 'é'.repeat(100_000) }));
  expect(long.cut).toBe(true);
  expect(bytesOf(long.body)).toBeLessThanOrEqual(BODY_BYTES);
  expect(long.body.endsWith('é')).toBe(true);
  const many = read(JSON.stringify(Array.from({ length: 200 }, (_, n) => ({ t: 'head', channel: `chat/${n}`, text: 'x'.repeat(100) }))));
  expect(many).toMatchObject({ messages: 200, cut: true });
  expect(many.told).toHaveLength(8);
  expect(summaryOf(many)).toMatchObject({ more: 192, parts: [{ type: 'head', times: 8 }] });
  const wide = read(JSON.stringify({ t: 'watch', channels: Array.from({ length: 4_000 }, (_, n) => `chat/${n}`) }));
  expect(wide.told[0]?.channels.length).toBeLessThan(10);
  expect(wide.start.length).toBeLessThan(200);
});

test('[WP4] a frame that cannot be read is shown as it is', () => {
  expect(read('<html>')).toMatchObject({ messages: 0, told: [], body: '<html>', bytes: 6 });
  expect(read(Uint8Array.of(255, 255))).toMatchObject({ messages: 0, body: '2 B: ff ff', binary: true });
});

test('[WP5] heads as RFC 6455 makes them', () => {
  expect([0, 125, 126, 65_535, 65_536].map((bytes) => headBytes({ way: 'heard', bytes }))).toEqual([2, 2, 4, 4, 10]);
  expect([0, 125, 126, 65_535, 65_536].map((bytes) => headBytes({ way: 'sent', bytes }))).toEqual([6, 6, 8, 8, 14]);
});
