import { expect, test } from 'vitest';
import { frameOf, payloadBytes } from './frame-bytes.ts';

test('[FR1] a text frame has the header that RFC 6455 §5.2 gives its length, at every border', () => {
  const heads: Record<number, number[]> = {
    0: [0x81, 0],
    125: [0x81, 125],
    126: [0x81, 126, 0, 126],
    65_535: [0x81, 126, 0xff, 0xff],
    65_536: [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0],
  };
  for (const [length, head] of Object.entries(heads)) {
    const frame = frameOf('x'.repeat(Number(length)));
    expect([...frame.subarray(0, head.length)]).toEqual(head);
    expect(frame.length).toBe(head.length + Number(length));
    expect(payloadBytes(frame)).toBe(Number(length));
  }
});

test('[FR2] the length is that of the UTF-8 bytes', () => {
  const text = `${'é'.repeat(62)}🏛`;
  const frame = frameOf(text);
  expect([...frame.subarray(0, 4)]).toEqual([0x81, 126, 0, 128]);
  expect(frame.subarray(4).toString('utf8')).toBe(text);
});
