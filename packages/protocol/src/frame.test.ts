import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { AtriumError, readFrame, readFromClient } from './index.ts';
import { FromClient } from './messages/from-client.ts';

const kindOf = (read: () => unknown): string | undefined => {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof AtriumError) return error.kind;
    throw error;
  }
};

test('[PR6] a frame is one message or up to 256', () => {
  expect(readFrame('{"t":"beat"}')).toEqual([{ t: 'beat' }]);
  expect(readFrame('[1,2]')).toEqual([1, 2]);
  for (const text of ['', '{', '[]', '\0', JSON.stringify(Array.from({ length: 257 }, () => 1))]) expect(kindOf(() => readFrame(text))).toBe('bad-frame');
});

test('[PR7] whatever comes is a message or a typed error', () => {
  const command = { t: 'command', c: 0, channel: 'chat/a', n: 1, settled: 0, name: 'post', input: {} };
  expect(readFromClient(command)).toEqual(command);
  const wrong = [
    { ...command, channel: 'chat' },
    { ...command, n: 0 },
    { ...command, n: 1.5 },
    { ...command, settled: -1 },
    { ...command, extra: 1 },
    { ...command, c: '0' },
    { t: 'join', channels: [] },
    { t: 'join', channels: [{ channel: 'chat/a', at: ['1.a'] }] },
    { t: 'watch', channels: ['../x'] },
    { t: 'claim', clients: ['short'] },
    { t: '__proto__' },
    null,
    [],
    'beat',
  ];
  for (const message of wrong)
    expect(
      kindOf(() => readFromClient(message)),
      JSON.stringify(message),
    ).toBe('bad-message');
  fc.assert(fc.property(fc.jsonValue(), (value) => ['bad-message', undefined].includes(kindOf(() => readFromClient(value)))));
  fc.assert(
    fc.property(
      fc.record({
        t: fc.constantFrom('command', 'join', 'query', 'signal', 'present', 'claim'),
        c: fc.jsonValue(),
        channel: fc.jsonValue(),
        n: fc.jsonValue(),
        settled: fc.jsonValue(),
        name: fc.jsonValue(),
      }),
      (value) => ['bad-message', undefined].includes(kindOf(() => readFromClient(value))),
    ),
  );
});

test('[PR15] the short way that most commands take accepts nothing that the schema does not, and makes the same of it', () => {
  const good = { t: 'command', c: 0, channel: 'chat/a', n: 1, settled: 0, name: 'post', input: { text: 'x' } };
  expect(readFromClient(good)).toBe(good);
  const odd = fc.oneof(
    fc.constantFrom(undefined, null, 0, 1, -1, 1.5, 2 ** 53, NaN, '', 'command', 'chat/a', 'Chat/a', 'x'.repeat(65), true, [], {}),
    fc.anything(),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('t', 'c', 'channel', 'n', 'settled', 'again', 'first', 'name', 'input', '__proto__', 'more'), odd, { maxKeys: 3 }),
      fc.subarray(Object.keys(good)),
      (changes, without) => {
        const message = Object.fromEntries(Object.entries({ ...good, ...changes }).filter(([key]) => !without.slice(0, 1).includes(key)));
        let read: unknown;
        try {
          read = readFromClient(message);
        } catch {
          read = undefined;
        }
        const parsed = v.safeParse(FromClient, message);
        expect(read).toEqual(parsed.success ? parsed.output : undefined);
      },
    ),
    { numRuns: 5000 },
  );
});
