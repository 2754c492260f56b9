import { expect, test } from 'vitest';
import { SideBySide } from './side-by-side.ts';
import { Turns } from './turns.ts';

test('[HS11] of a crowd one is taken in each turn of the loop, in the order in which they came; the first at once', async () => {
  const tasks: (() => void)[] = [];
  const turn = async (): Promise<void> => {
    for (const task of tasks.splice(0)) task();
    await Promise.resolve();
  };
  const turns = new Turns({ now: () => 0, soon: (task) => void tasks.push(task), after: () => () => undefined });
  expect(turns.next()).toBe(undefined);
  const taken: number[] = [];
  for (const at of [1, 2, 3]) void turns.next()?.then(() => void taken.push(at));
  expect(taken).toEqual([]);
  for (const wanted of [[1], [1, 2], [1, 2, 3]]) {
    await turn();
    expect(taken).toEqual(wanted);
  }
  await turn();
  expect(tasks).toEqual([]);
  expect(turns.next()).toBe(undefined);
});

test('[RS8] so many are begun side by side, in order; what is asked again before it began is begun once, and what is dropped never', () => {
  const begun: string[] = [];
  let isOpen = true;
  const lane = new SideBySide(2, { mayBegin: () => isOpen });
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) lane.add(name, () => void begun.push(name));
  expect([begun, lane.waiting, lane.has('c')]).toEqual([['a', 'b'], 4, true]);
  lane.add('d', () => void begun.push('d, as asked last'));
  lane.drop('c');
  lane.done();
  lane.go();
  expect(begun).toEqual(['a', 'b', 'd, as asked last']);
  isOpen = false;
  lane.done();
  lane.go();
  expect(begun).toHaveLength(3);
  isOpen = true;
  lane.go();
  expect(begun.at(-1)).toBe('e');
  lane.clear();
  lane.done();
  lane.go();
  expect([begun.length, lane.waiting]).toEqual([4, 0]);
});

test('[RS8] with turns that all share, what had to wait begins one a turn, whosever it is', () => {
  const tasks: (() => void)[] = [];
  const turn = (): void => {
    for (const task of tasks.splice(0)) task();
  };
  const turns = new Turns({ now: () => 0, soon: (task) => void tasks.push(task), after: () => () => undefined });
  const begun: string[] = [];
  const lanes = ['x', 'y'].map((of) => {
    const lane = new SideBySide(1, { turns });
    for (const at of [1, 2, 3]) lane.add(`${of}${at}`, () => void begun.push(`${of}${at}`));
    return lane;
  });
  expect(begun).toEqual(['x1', 'y1']);
  for (const lane of lanes) {
    lane.done();
    lane.go();
    lane.go();
  }
  expect(begun).toHaveLength(2);
  turn();
  expect(begun).toEqual(['x1', 'y1', 'x2']);
  turn();
  expect(begun).toEqual(['x1', 'y1', 'x2', 'y2']);
  // What is cleared in between does not begin.
  lanes[0]!.done();
  lanes[0]!.go();
  lanes[0]!.clear();
  for (let at = 0; at < 3; at++) turn();
  expect([begun.length, tasks.length]).toEqual([4, 0]);
});
