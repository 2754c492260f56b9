import { expect, test } from 'vitest';
import { eachStamp, fieldsOf, MESSAGE_BYTES, messageText, type Stamp } from './message.ts';
import { Order } from './order.ts';

const stamps: readonly Stamp[] = [
  { publisher: 0, room: 0, sequence: 0, at: 0 },
  { publisher: 63, room: 49, sequence: 1_234_567, at: 86_400_000_000 },
];

function found(bytes: Buffer, start = 0, end = bytes.length): Stamp[] {
  const seen: Stamp[] = [];
  eachStamp(bytes, { start, end }, (stamp) => seen.push(stamp));
  return seen;
}

test('[BN3] a message is as long as every other, whoever says it where', () => {
  for (const stamp of stamps)
    for (const inRoom of [false, true]) {
      const text = messageText(stamp, inRoom);
      expect(text).toHaveLength(MESSAGE_BYTES);
      expect(JSON.parse(text)).toMatchObject({ id: 10_000_000 + stamp.sequence });
    }
});

test('[BN3] stamps are read out of text and of binary, and only from where one looks', () => {
  const text = Buffer.from(`[${stamps.map((stamp) => messageText(stamp, false)).join(',')}]`);
  expect(found(text)).toEqual(stamps);
  expect(found(text, 0, text.length / 2)).toEqual(stamps.slice(0, 1));
  // A number whose bytes look like the beginning of a stamp.
  const binary = Buffer.concat([Buffer.from([0xce, 0, 0x98, 0x96, 0x40]), Buffer.from(fieldsOf(stamps[1]!).text)]);
  expect(found(binary)).toEqual([stamps[1]]);
});

const seen = (reader: number, publisher: number, sequence: number) => [reader, { publisher, room: 0, sequence, at: 0 }] as const;

test.each([
  ['all is well', [seen(0, 0, 0), seen(0, 1, 0), seen(1, 0, 0), seen(1, 1, 0), seen(0, 0, 1), seen(1, 0, 1)], 0],
  ['one was lost', [seen(0, 0, 0), seen(0, 0, 2)], 1],
  ['one came twice', [seen(0, 0, 0), seen(0, 0, 0)], 1],
  ['two were swapped for one reader', [seen(0, 0, 0), seen(0, 1, 0), seen(1, 1, 0), seen(1, 0, 0)], 1],
] as const)('[BN4] %s', (_what, all, faults) => {
  const order = new Order();
  for (const [reader, stamp] of all) order.saw(reader, stamp);
  expect(order.faults()).toHaveLength(faults);
});
