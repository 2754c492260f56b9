import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { AtriumError, Bytes, bytesOf, limits, parse, pointerStep, readBinary, readFrame, revive, withBytes, writeBinary } from './index.ts';

const update = withBytes(v.object({ update: v.instance(Uint8Array), note: v.string() }), ['update']);
const raw = Uint8Array.of(0, 1, 254, 255);

test('[PR12] a field marked as bytes is base64 in JSON text, raw in a binary frame, and bytes where it is used', () => {
  expect(bytesOf(update)).toEqual(['update']);
  const parsed = parse(update, { update: raw, note: 'a' });
  expect(JSON.stringify(parsed)).toBe('{"update":"AAH+/w==","note":"a"}');
  expect([...parse(update, JSON.parse(JSON.stringify(parsed))).update]).toEqual([...raw]);
  expect(revive(update, { update: 'AAH+/w==', note: 'a' })).toEqual(parsed);
  expect(revive(update, null)).toBe(null);
  for (const wrong of ['AAH', 'A===', 'AAH+/w=', '%%%%', 7, null]) expect(() => parse(update, { update: wrong, note: '' })).toThrow(AtriumError);
});

test('[PR12] any bytes survive JSON text, with and without Buffer', () => {
  const { Buffer: own } = globalThis;
  try {
    for (const buffer of [own, undefined]) {
      Object.assign(globalThis, { Buffer: buffer });
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
          const { update: back } = parse(update, JSON.parse(JSON.stringify(parse(update, { update: bytes, note: '' }))));
          return back.length === bytes.length && back.every((byte, at) => byte === bytes[at]);
        }),
        { numRuns: 30 },
      );
    }
  } finally {
    Object.assign(globalThis, { Buffer: own });
  }
});

test('[PR13] a binary frame carries messages with their bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string(), fc.uint8Array({ maxLength: 300 })), { minLength: 1, maxLength: 8 }), (messages) => {
      const frame = writeBinary(
        messages.map(([name, note, bytes]) => ({
          text: JSON.stringify({ t: note, set: Object.fromEntries([[name, { update: null }]]) }),
          attachments: [[`/set${pointerStep(name)}/update`, bytes]],
        })),
      );
      const expected = messages.map(([name, note, bytes]) => ({ t: note, set: Object.fromEntries([[name, { update: bytes }]]) }));
      expect(readFrame(frame)).toEqual(expected);
    }),
  );
});

test('[PR13] the bytes of a frame, as the protocol page gives them', () => {
  const frame = writeBinary([
    { text: '{"d":null}', attachments: [['/d', raw]] },
    { text: '7', attachments: [] },
  ]);
  expect(Buffer.from(frame).toString('hex')).toBe(
    '13' + '0a' + Buffer.from('{"d":null}').toString('hex') + '02' + '2f64' + '04' + '0001feff' + '02' + '01' + '37',
  );
});

test('[PR14] an attachment goes only where the message itself has null', () => {
  const one = (text: string, pointer: string): Uint8Array => writeBinary([{ text, attachments: [[pointer, raw]] }]);
  expect(readBinary(one('{"a":[null]}', '/a/0'))).toEqual([{ a: [raw] }]);
  for (const [text, pointer] of [
    ['{"a":1}', '/a'],
    ['{}', '/a'],
    ['{}', '/__proto__/x'],
    ['{"a":{}}', '/a/constructor'],
    ['null', ''],
    ['[]', '/length'],
    ['"text"', '/0'],
  ] as const)
    expect(() => readBinary(one(text, pointer)), `${text} ${pointer}`).toThrow(AtriumError);
});

test('[PR6] a binary frame that is not one, or holds none or too many messages, is `bad-frame`', () => {
  const many = writeBinary(Array.from({ length: limits.messagesPerFrame + 1 }, () => ({ text: '1', attachments: [] })));
  const bad = [many, Uint8Array.of(), Uint8Array.of(5, 1), Uint8Array.of(255, 255, 255, 255, 255, 255), Uint8Array.of(2, 1, 0xff)];
  for (const frame of bad) expect(() => readFrame(frame)).toThrow(expect.objectContaining({ kind: 'bad-frame' }));
});

test('[PR7] nothing that stands in a binary frame makes the decoder throw anything else', () => {
  const good = writeBinary([{ text: '{"t":"beat","d":null}', attachments: [['/d', raw]] }]);
  const torn = fc.tuple(fc.nat(good.length), fc.uint8Array({ maxLength: 6 })).map(([at, bytes]) => {
    const frame = good.slice();
    frame.set(bytes.subarray(0, frame.length - at), at);
    return frame;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), torn), (frame) => {
      try {
        readFrame(frame);
      } catch (error) {
        expect(error).toBeInstanceOf(AtriumError);
      }
    }),
    { numRuns: 2000 },
  );
  expect(new Bytes(2)).toHaveLength(2);
});
