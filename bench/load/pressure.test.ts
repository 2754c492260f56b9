import { expect, test } from 'vitest';
import { ReadingPace } from '../lib/reading-pace.ts';
import { Ages } from './ages.ts';
import { Answers, answersIn } from './answers.ts';
import { Peak } from './memory.ts';
import { Ranges } from './ranges.ts';

test('[BN20] a thin line takes so many bytes a second, makes up for a late timer, and saves nothing up', () => {
  const pace = new ReadingPace(50_000);
  expect(pace.buffer.length).toBe(2500);
  // It is there at once after a time without anything to read.
  expect(pace.wait(2500, 1000)).toBe(0);
  expect(pace.wait(2500, 1000)).toBe(50);
  // The timer was 20 ms late.
  expect(pace.wait(2500, 1070)).toBeCloseTo(30);
  // It had nothing to read for a second.
  expect(pace.wait(2500, 2100)).toBeCloseTo(0);
  expect(pace.wait(2500, 2100)).toBeCloseTo(50);
});

test('[BN21] memory is the most that was seen between begin and end', () => {
  const looks = [5, 100, 7, 8, 30, 9];
  const peak = new Peak(0, () => looks.shift() ?? 0);
  peak.begin();
  peak.look();
  expect(peak.end()).toBe(100);
  peak.begin();
  peak.look();
  expect(peak.end()).toBe(30);
});

test('[BN22] what a reader knows is as old as the first change that it does not know', () => {
  const ages = new Ages();
  ages.said(0, { version: 0, at: 10 });
  ages.said(1, { version: 0, at: 20 });
  expect(ages.oldest(50)).toBe(40);
  expect(ages.read(0, { version: 0, now: 50 })).toBe(40);
  expect(ages.oldest(50)).toBe(30);
  for (let version = 1; version <= 3; version++) ages.said(0, { version, at: 50 + version });
  // What lay between was left out.
  ages.read(0, { version: 2, now: 60 });
  ages.read(1, { version: 0, now: 60 });
  expect([ages.oldest(60), ages.behind]).toEqual([7, 1]);
  ages.read(0, { version: 3, now: 60 });
  expect([ages.oldest(60), ages.behind, ages.faults()]).toEqual([0, 0, []]);
  ages.read(0, { version: 1, now: 60 });
  expect(ages.faults()).toHaveLength(1);
});

test('[BN23] a gap and a repeat in a channel’s ranges are found, across a snapshot too', () => {
  const batch = (from: number, to: number): string => `{"t":"batch","ch":1,"term":"1.a","from":${from},"to":${to},"events":[]}`;
  const whole = new Ranges();
  for (const text of [batch(1, 3), '{"t":"snapshot","ch":1,"at":["1.a",9],"part":0,"last":true,"text":"{}"}', `[{"t":"beat"},${batch(10, 12)}]`, batch(13, 13)]) whole.saw(text);
  expect([whole.at, whole.faults()]).toEqual([13, []]);
  whole.saw(batch(15, 15));
  whole.saw(batch(15, 16));
  expect(whole.faults()).toEqual(['1 batches came after a gap', '1 batches came again']);
});

test('[BN24] a question without an answer, one answered twice, in another order, or in part is found', () => {
  const atrium = '[{"t":"answer","id":1,"reply":{"text":"xxxx"}},{"t":"answer","id":2,"error":{"kind":"too-fast"}}]';
  const answers = new Answers(4);
  for (const answer of answersIn('atrium', atrium)) answers.saw(answer);
  for (const answer of answersIn('socketio', '433[{"text":"xxxx"}]')) answers.saw(answer);
  expect([answers.all, answers.good, answers.faults(3)]).toEqual([3, 2, []]);
  expect(answers.faults(4)).toEqual(['1 of 4 questions were not answered']);
  answers.saw({ id: 5, refused: false, bytes: 1 });
  answers.saw({ id: 4, refused: false, bytes: 4 });
  answers.saw({ id: 4, refused: false, bytes: 4 });
  expect(answers.faults(5)).toEqual(['1 questions were answered again', '1 answers came before that of an earlier question', '1 answers were not whole']);
  expect(() => answersIn('atrium', '{"t":"answer","id":1,"error":{"kind":"not-found"}}')).toThrow('not-found');
});
