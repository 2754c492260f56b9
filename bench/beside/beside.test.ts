import { expect, test } from 'vitest';
import { lineOf, markdownOf } from './report.ts';
import { seenOf } from './run-row.ts';
import { both, comes, exactlyOnce } from './verdict.ts';

test('[BN10] what was lost, came again, in another order, or from nowhere does not hold', () => {
  expect(exactlyOnce(['a', 'b'], ['a', 'b'])).toEqual({ holds: true, what: 'all 2, once, in order' });
  expect(exactlyOnce(['a'], ['a'])).toEqual({ holds: true, what: 'once' });
  expect(exactlyOnce(['a', 'b'], ['b'])).toEqual({ holds: false, what: 'lost 1 of 2' });
  expect(exactlyOnce(['a'], ['a', 'a', 'a', 'a'])).toEqual({ holds: false, what: '4 times instead of once' });
  expect(exactlyOnce(['a', 'b'], ['b', 'a'])).toEqual({ holds: false, what: 'in the order b, a' });
  expect(exactlyOnce(['a'], ['a', 'c']).holds).toBe(false);
  expect(both({ holds: true, what: 'x' }, { holds: false, what: 'y' })).toEqual({ holds: false, what: 'x; y' });
});

test('[BN11] a row that throws, or never ends, does not hold, and says why', async () => {
  expect(await seenOf(() => Promise.reject(new Error('no network')))).toEqual({ holds: false, what: 'it broke: no network' });
  expect((await seenOf(() => new Promise(() => undefined), 1)).holds).toBe(false);
  expect(await seenOf(() => Promise.resolve({ holds: true, what: 'once' }))).toEqual({ holds: true, what: 'once' });
  expect(await comes(() => false, 1)).toBe(false);
});

test('[BN12] the table says what was seen, and counts who holds', () => {
  const result = { id: 'A', title: 'is cut', wanted: 'arrives', atrium: { holds: true, what: 'once' }, socketio: { holds: false, what: 'lost 1|1' } };
  expect(lineOf(result)).toContain('Socket.IO  does not  lost 1|1');
  const text = markdownOf([result], { versions: 'v', machine: 'm', at: 'now' });
  expect(text).toContain('Atrium holds 1 of 1, Socket.IO 0.');
  expect(text).toContain('| A | is cut | arrives | **holds**: once | **does not**: lost 1\\|1 |');
});
