import { expect, test } from 'vitest';
import { applyToMessages, type ChatEvent } from '../apply.ts';
import type { Message } from '../messages.ts';
import { type AskHistory, type HistoryAt, PAGE, SHOWN_AT_MOST, Timeline } from './timeline.ts';

/** A conversation as the hub has it, and a client's copy of it that lags as far as a test wants. */
class World {
  messages: readonly Message[] = [];
  offset = 0;
  readonly inView: number;
  readonly asked: { readonly at: HistoryAt; answer(): void; fail(): void }[] = [];
  readonly timeline: Timeline;
  #tail: readonly Message[] = [];

  constructor({ messages = 0, inView = 100 }: { readonly messages?: number; readonly inView?: number }) {
    this.inView = inView;
    for (let i = 0; i < messages; i++)
      this.happen('posted', { ordinal: this.messages.length + 1, author: 'ann', text: `m${this.messages.length + 1}`, mentions: [] });
    const ask: AskHistory = (at, limit) =>
      new Promise((resolve, reject) => {
        this.asked.push({
          at,
          answer: () => resolve({ messages: this.#page(at, limit), last: this.messages.length, at: this.offset }),
          fail: () => reject(new Error('gone')),
        });
      });
    this.timeline = new Timeline(ask, () => {});
    this.show();
  }

  /** Something happens at the hub. The client hears of it with `timeline.event` and `show`. */
  happen(name: ChatEvent['name'], data: object): ChatEvent {
    const event = { name, data, offset: ++this.offset, at: this.offset } as ChatEvent;
    this.messages = name === 'posted' && this.messages.length === 0 ? [message(1)] : applyToMessages(this.messages, event);
    return event;
  }

  post(): ChatEvent {
    return this.happen('posted', { ordinal: this.messages.length + 1, author: 'ann', text: `m${this.messages.length + 1}`, mentions: [] });
  }

  edit(ordinal: number, text = 'edited'): ChatEvent {
    return this.happen('edited', { ordinal, text, mentions: [], unmentioned: [] });
  }

  /** The client's view is up to date. */
  show(): void {
    this.#tail = this.messages.slice(-this.inView);
    this.timeline.update({ messages: this.#tail, last: this.messages.length, at: this.offset });
  }

  hear(...events: readonly ChatEvent[]): void {
    for (const event of events) this.timeline.event(event);
    this.show();
  }

  async answered(): Promise<void> {
    this.asked.shift()?.answer();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  }

  get rows(): readonly Message[] {
    return this.timeline.messages(this.#tail);
  }

  get shown(): readonly number[] {
    return this.rows.map(({ ordinal }) => ordinal);
  }

  textOf(ordinal: number): string | undefined {
    return this.rows.find((row) => row.ordinal === ordinal)?.text;
  }

  #page({ from, ordinal }: HistoryAt, limit: number): readonly Message[] {
    const start = from === 'before' ? Math.max(1, ordinal - limit) : from === 'after' ? ordinal + 1 : Math.max(1, ordinal - limit / 2);
    const end = from === 'before' ? ordinal - 1 : start + limit - 1;
    return this.messages.slice(start - 1, end);
  }
}

const message = (ordinal: number): Message => ({ ordinal, author: 'ann', at: ordinal, text: `m${ordinal}`, mentions: [], reactions: [] });
const run = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('[CW1] a room opens at its end with a page of messages, and shows more of what it has without asking', async () => {
  const world = new World({ messages: 500 });
  expect(world.shown).toEqual(run(500 - PAGE + 1, 500));
  await world.timeline.older();
  expect(world.asked).toEqual([]);
  expect(world.shown).toEqual(run(401, 500));
});

test('[CW1] pages of history join what is shown', async () => {
  const world = new World({ messages: 500 });
  await world.timeline.older();
  void world.timeline.older();
  await world.answered();
  expect(world.shown).toEqual(run(401 - PAGE, 500));
});

test('[CW1] an answer that does not touch the window is not taken into it', async () => {
  const world = new World({ messages: 500, inView: 60 });
  const asked = world.asked;
  void world.timeline.older();
  const before = world.shown;
  // The hub answers with messages that do not end where the window begins.
  world.messages = world.messages.slice(0, 300);
  asked.shift()?.answer();
  for (let i = 0; i < 5; i++) await Promise.resolve();
  expect(world.shown).toEqual(before);
});

test('[CW1] random histories of posts, edits, scrolling, jumps and snapshots never show a gap, a duplicate or an old text', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const random = lcg(seed);
    const world = new World({ messages: 30 + Math.floor(random() * 900), inView: 40 + Math.floor(random() * 260) });
    for (let step = 0; step < 120; step++) {
      const dice = Math.floor(random() * 12);
      const somewhere = 1 + Math.floor(random() * world.messages.length);
      if (dice <= 1) void world.timeline.older();
      else if (dice <= 3) void world.timeline.newer();
      else if (dice === 4) void world.timeline.open(somewhere);
      else if (dice === 5) world.timeline.latest();
      else if (dice === 6) world.timeline.following = random() < 0.5;
      else if (dice === 7) world.hear(world.edit(somewhere, `v${step}`));
      else if (dice === 8) {
        const events = Array.from({ length: Math.floor(random() * 90) }, () => world.post());
        // The view may be shown before or after its events are told.
        if (random() < 0.5) world.show();
        world.hear(...events);
      } else if (dice === 9) {
        // Away for a while: what happened is told to nobody, and a snapshot comes.
        for (let i = Math.floor(random() * 400); i > 0; i--) world.post();
        world.edit(somewhere, `s${step}`);
        const reading = world.shown[3];
        world.show();
        void world.timeline.renew(reading);
      } else await world.answered();
      const shown = world.shown;
      expect(shown, `seed ${seed} step ${step}`).toEqual(run(shown[0] ?? 1, (shown[0] ?? 1) + shown.length - 1));
      expect(shown.length, `seed ${seed} step ${step}`).toBeLessThanOrEqual(SHOWN_AT_MOST);
      if (world.timeline.window.live) expect(shown.at(-1)).toBe(world.messages.length);
    }
    while (world.asked.length > 0) await world.answered();
    expect(
      world.rows.map(({ text }) => text),
      `seed ${seed}`,
    ).toEqual(world.rows.map(({ ordinal }) => world.messages[ordinal - 1]?.text));
  }
});

test('[CW2] reading back drops the newest, and the window is no longer live', async () => {
  const world = new World({ messages: 2000 });
  world.timeline.following = false;
  for (let i = 0; i < 10; i++) {
    void world.timeline.older();
    await world.answered();
  }
  expect(world.shown).toHaveLength(SHOWN_AT_MOST);
  expect(world.timeline.window.live).toBe(false);
});

test('[CW2] following the end drops the oldest', () => {
  const world = new World({ messages: 100, inView: 300 });
  for (let i = 0; i < 600; i++) world.hear(world.post());
  expect(world.shown).toEqual(run(301, 700));
});

test('[CW2] new messages do not take away what somebody reads', () => {
  const world = new World({ messages: 100, inView: 300 });
  world.timeline.following = false;
  for (let i = 0; i < 600; i++) world.hear(world.post());
  expect(world.shown).toEqual(run(41, 440));
  expect(world.timeline.window.live).toBe(false);
});

test('[CW3] an event that came before its answer, and is in it, is not folded again', async () => {
  const world = new World({ messages: 500, inView: 60 });
  const react = (on: boolean): ChatEvent => world.happen('reacted', { ordinal: 400, emoji: '👍', who: 'bob', on });
  void world.timeline.older();
  const events = [react(true), react(false), react(true)];
  world.hear(...events);
  await world.answered();
  expect(world.rows.find(({ ordinal }) => ordinal === 400)?.reactions).toEqual([{ emoji: '👍', who: ['bob'] }]);
});

test('[CW3] an answer that knows more than the client has heard is not taken back by what it hears then', async () => {
  const world = new World({ messages: 500, inView: 60 });
  const first = world.edit(400, 'first');
  const second = world.edit(400, 'second');
  void world.timeline.older();
  await world.answered();
  world.timeline.event(first);
  expect(world.textOf(400)).toBe('second');
  world.timeline.event(second);
  expect(world.textOf(400)).toBe('second');
});

test('[CW3] an event that is later than the answer is folded, also when it comes first', async () => {
  const world = new World({ messages: 500, inView: 60 });
  void world.timeline.older();
  const stale = { messages: world.messages.slice(380, 440), last: 500, at: world.offset };
  const event = world.edit(400, 'new text');
  world.hear(event);
  world.messages = world.messages.with(399, message(400));
  world.offset = stale.at;
  await world.answered();
  expect(world.textOf(400)).toBe('new text');
});

test('[CW4] messages that the live view lets go stay, and follow what happens to them', () => {
  const world = new World({ messages: 100, inView: 100 });
  for (let i = 0; i < 80; i++) world.hear(world.post());
  expect(world.shown).toEqual(run(41, 180));
  world.hear(world.edit(60));
  expect(world.textOf(60)).toBe('edited');
});

test('[CW4] an edit in the same turn in which the view lets the message go is not lost', () => {
  for (const viewFirst of [true, false]) {
    const world = new World({ messages: 100, inView: 100 });
    const events = [world.edit(41), ...Array.from({ length: 90 }, () => world.post())];
    if (viewFirst) world.show();
    world.hear(...events);
    expect(world.textOf(41)).toBe('edited');
  }
});

test('[CW5] a jump opens around the message', async () => {
  const world = new World({ messages: 2000 });
  const opened = world.timeline.open(700);
  await world.answered();
  expect(await opened).toBe('here');
  expect(world.shown).toContain(700);
  expect(world.shown[0]).toBeLessThan(700 - 20);
  expect(world.timeline.window).toMatchObject({ live: false, older: true });
});

test('[CW5] an answer for the window before the jump does not come into the new one', async () => {
  const world = new World({ messages: 2000, inView: 60 });
  void world.timeline.older();
  const early = world.asked.shift();
  void world.timeline.open(300);
  await world.answered();
  const shown = world.shown;
  early?.answer();
  for (let i = 0; i < 5; i++) await Promise.resolve();
  expect(world.shown).toEqual(shown);
});

test('[CW5] of two jumps the later one counts, whichever is answered first', async () => {
  const world = new World({ messages: 2000, inView: 60 });
  const first = world.timeline.open(300);
  const early = world.asked.shift();
  const second = world.timeline.open(900);
  await world.answered();
  early?.answer();
  expect(await second).toBe('here');
  expect(await first).toBe('left');
  expect(world.shown).toContain(900);
  expect(world.shown).not.toContain(300);
});

test('[CW5] there is no message beyond the end or before the beginning', async () => {
  const world = new World({ messages: 10 });
  expect(await world.timeline.open(11)).toBe('missing');
  expect(await world.timeline.open(0)).toBe('missing');
  expect(await world.timeline.open(3)).toBe('here');
});

test('[CW6] reading on from the past reaches the live end', async () => {
  const world = new World({ messages: 700 });
  void world.timeline.open(300);
  await world.answered();
  for (let i = 0; i < 12 && !world.timeline.window.live; i++) {
    void world.timeline.newer();
    await world.answered();
  }
  expect(world.timeline.window.live).toBe(true);
  world.timeline.following = true;
  world.hear(world.post());
  expect(world.shown.at(-1)).toBe(701);
});

test('[CW6] latest is there at once', async () => {
  const world = new World({ messages: 700 });
  void world.timeline.open(300);
  await world.answered();
  world.timeline.latest();
  expect(world.asked).toEqual([]);
  expect(world.shown).toEqual(run(641, 700));
});

test('[CW7] after a gap who follows goes along', () => {
  const world = new World({ messages: 100, inView: 50 });
  for (let i = 0; i < 200; i++) world.post();
  world.show();
  expect(world.shown).toEqual(run(251, 300));
});

test('[CW7] after a gap who reads keeps their window', () => {
  const world = new World({ messages: 100, inView: 50 });
  world.timeline.following = false;
  const before = world.shown;
  for (let i = 0; i < 200; i++) world.post();
  world.show();
  expect(world.shown).toEqual(before);
  expect(world.timeline.window.live).toBe(false);
});

test('[CW8] after a snapshot the window is fetched again around what is read', async () => {
  const world = new World({ messages: 700 });
  void world.timeline.open(300);
  await world.answered();
  world.edit(300, 'changed while away');
  world.show();
  expect(world.textOf(300)).toBe('m300');
  void world.timeline.renew(300);
  expect(world.textOf(300)).toBe('m300');
  await world.answered();
  expect(world.textOf(300)).toBe('changed while away');
});

test('[CW8] after a snapshot that holds what is read, the pages go and nothing is asked', async () => {
  const world = new World({ messages: 700 });
  await world.timeline.older();
  void world.timeline.older();
  await world.answered();
  world.show();
  await world.timeline.renew(650);
  expect(world.asked).toEqual([]);
  expect(world.shown).toContain(650);
});

test('[CW8] a jump that a snapshot interrupts is made all the same', async () => {
  const world = new World({ messages: 700, inView: 60 });
  void world.timeline.open(300);
  world.edit(300, 'changed while away');
  world.show();
  void world.timeline.renew(690);
  const interrupted = world.asked.shift();
  await world.answered();
  interrupted?.answer();
  expect(world.textOf(300)).toBe('changed while away');
});

test('[CW9] one question at a time', () => {
  const world = new World({ messages: 700, inView: 60 });
  void world.timeline.older();
  void world.timeline.older();
  expect(world.asked).toHaveLength(1);
  expect(world.timeline.window.loading).toBe('older');
});

test('[CW9] a failure is told, and asking again mends it', async () => {
  const world = new World({ messages: 700, inView: 60 });
  void world.timeline.older();
  world.asked.shift()?.fail();
  for (let i = 0; i < 5; i++) await Promise.resolve();
  expect(world.timeline.window).toMatchObject({ loading: undefined, failed: 'older' });
  void world.timeline.older();
  await world.answered();
  expect(world.timeline.window.failed).toBeUndefined();
  expect(world.shown[0]).toBe(581);
});

test('[CW10] what a command under way will do shows in history', async () => {
  const world = new World({ messages: 500, inView: 60 });
  void world.timeline.older();
  await world.answered();
  const expected = [{ name: 'reacted', offset: 0, at: 0, data: { ordinal: 420, emoji: '🎉', who: 'me', on: true } }] as const;
  const row = world.timeline.messages(world.messages.slice(-60), expected).find(({ ordinal }) => ordinal === 420);
  expect(row?.reactions).toEqual([{ emoji: '🎉', who: ['me'] }]);
  expect(world.rows.find(({ ordinal }) => ordinal === 420)?.reactions).toEqual([]);
});

function lcg(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
