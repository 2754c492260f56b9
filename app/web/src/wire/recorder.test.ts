import { expect, test } from 'vitest';
import { KEPT, Recorder } from './recorder.ts';

function begin(later: (task: () => void) => void = (task) => task()) {
  let now = 1_000;
  const recorder = new Recorder({ now: () => now++, later });
  recorder.began({ url: 'ws://hub.test/live', offered: ['b', 'a'], askedOn: 500 });
  return recorder;
}
const accepted = { chosen: 'b', tookMs: 12 };
const what = (recorder: Recorder): readonly string[] => recorder.look().entries.map((entry) => entry.what);

test('[WP4] the last 500 lines are kept, and the counts go on', () => {
  const recorder = begin();
  recorder.accepted(accepted);
  for (let n = 0; n < 1_000; n++) recorder.heard('{"t":"beat"}');
  recorder.sent('{"t":"signal","channel":"chat/a","name":"typing","data":{}}');
  const { entries, counts, lanes } = recorder.look();
  expect(entries).toHaveLength(KEPT);
  expect(entries.at(-1)).toMatchObject({ what: 'frame', way: 'sent', bytes: 59 });
  expect(counts).toEqual({ sent: { frames: 1, bytes: 59 }, heard: { frames: 1_000, bytes: 12_000 } });
  expect(lanes).toEqual({ log: 0, state: 0, signal: 1, presence: 0, control: 1_000 });
});

test('[WP2] numbers of channels are learnt from what is heard, or asked for, and forgotten with their connection', () => {
  const recorder = begin();
  const channelOf = (ch: number): readonly string[] | undefined => {
    recorder.heard(JSON.stringify({ t: 'presence', ch, here: [], gone: [] }));
    const last = recorder.look().entries.at(-1);
    return last?.what === 'frame' ? last.told[0]?.channels : undefined;
  };
  expect(channelOf(7)).toEqual(['#7']);
  recorder.ask((ch) => (ch === 7 ? 'chat/before' : undefined));
  expect(channelOf(7)).toEqual(['chat/before']);
  recorder.heard(JSON.stringify({ t: 'joined', channel: 'chat/now', ch: 7, outcome: 'missed', at: ['1-a', 1], tags: [], version: 1 }));
  expect(channelOf(7)).toEqual(['chat/now']);
  recorder.began({ url: 'ws://hub.test/live', offered: [], askedOn: 900 });
  expect(channelOf(7)).toEqual(['chat/before']);
});

test('[WP6] an accepted handshake, and how its connection ended', () => {
  for (const [end, last] of [
    [{ code: 1006, reason: '' }, 'lost'],
    [{ code: 4409, reason: 'superseded' }, 'closed'],
    [{ code: 1005, reason: '' }, 'cut'],
  ] as const) {
    const recorder = begin();
    recorder.accepted(accepted);
    recorder.ended(end);
    expect(recorder.look().handshake).toEqual({ url: 'ws://hub.test/live', offered: ['b', 'a'], askedOn: 500, accepted, ended: end, rejection: undefined });
    expect(what(recorder)).toEqual(['asked', 'accepted', last]);
    expect(
      recorder
        .look()
        .entries.slice(0, 2)
        .map(({ at }) => at),
    ).toEqual([500, 512]);
  }
});

test('[WP6] a cut is the person’s, whatever the browser says of it later; a line that the client gave up is lost', () => {
  const recorder = begin();
  recorder.accepted(accepted);
  recorder.cut();
  recorder.ended({ code: 1006, reason: '' });
  recorder.began({ url: 'ws://hub.test/live', offered: [], askedOn: 900 });
  recorder.accepted(accepted);
  recorder.began({ url: 'ws://hub.test/live', offered: [], askedOn: 950 });
  expect(what(recorder)).toEqual(['asked', 'accepted', 'cut', 'asked', 'accepted', 'lost', 'asked']);
});

test('[WP6] a rejected handshake and its reason, once', () => {
  const recorder = begin();
  recorder.ended({ code: 1006, reason: '' });
  expect(recorder.look().handshake?.rejection).toBeUndefined();
  for (let n = 0; n < 2; n++) recorder.rejected({ kind: 'unauthorised', message: 'Sign in again.' });
  expect(recorder.look().handshake).toMatchObject({ accepted: undefined, rejection: { kind: 'unauthorised', message: 'Sign in again.' } });
  expect(what(recorder)).toEqual(['asked', 'unaccepted', 'rejected']);
  const open = begin();
  open.accepted(accepted);
  open.rejected({ kind: 'unauthorised', message: 'ended' });
  expect(open.look().handshake?.rejection).toBeUndefined();
});

test('[WP7] what was resumed belongs to the newest connection; a first one resumes nothing', () => {
  const recorder = begin();
  recorder.sent('{"t":"join","channels":[{"channel":"chat/a"}]}');
  expect(recorder.look().resumed).toBeUndefined();
  recorder.began({ url: 'ws://hub.test/live', offered: [], askedOn: 900 });
  recorder.sent('[{"t":"claim","clients":["x"]},{"t":"join","channels":[{"channel":"chat/a","at":["1-a",4]}]}]');
  recorder.heard('{"t":"joined","channel":"chat/a","ch":7,"outcome":"missed","at":["1-a",5],"tags":[],"version":1}');
  recorder.heard('{"t":"batch","ch":7,"term":"1-a","from":5,"to":5,"events":[{"o":5,"name":"posted","at":1,"data":{}}]}');
  expect(recorder.look().resumed).toMatchObject({ whole: true, channels: [{ channel: 'chat/a', from: 4, to: 5, events: 1, missing: 0 }] });
});

test('[WP11] whoever draws is told once, however much passed, and finds the same record until then', () => {
  const tasks: (() => void)[] = [];
  const recorder = begin((task) => void tasks.push(task));
  let told = 0;
  const off = recorder.subscribe(() => told++);
  const before = recorder.look();
  for (let n = 0; n < 50; n++) recorder.heard('{"t":"beat"}');
  expect(tasks).toHaveLength(1);
  expect(recorder.look()).toBe(before);
  tasks[0]?.();
  expect(told).toBe(1);
  expect(recorder.look().counts.heard.frames).toBe(50);
  recorder.heard('{"t":"beat"}');
  expect(tasks).toHaveLength(2);
  off();
  tasks[1]?.();
  expect(told).toBe(1);
});
