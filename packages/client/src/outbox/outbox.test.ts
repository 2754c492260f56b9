import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { fileOutbox } from './file.ts';
import { indexedDbOutbox, type Locks } from './indexeddb.ts';
import { memoryOutbox } from './memory.ts';
import { Lost, type KeptCommand, type Outbox } from './outbox.ts';

const command = (n: number, channel = 'notes/one'): KeptCommand => ({ channel, n, name: 'add', input: { text: `${n}` }, first: 1_000 });

/** Locks as a browser has them; `end` is what happens to the locks of a page that dies. */
class FakeLocks {
  readonly #held = new Set<string>();
  page(): { readonly locks: Locks; readonly end: () => void } {
    const mine = new Set<string>();
    const locks: Locks = {
      request: async (name, _options, held) => {
        if (this.#held.has(name)) return held(null);
        this.#held.add(name);
        mine.add(name);
        await held({ name });
        this.#held.delete(name);
        return undefined;
      },
    };
    return { locks, end: () => mine.forEach((name) => this.#held.delete(name)) };
  }
}

interface Setting {
  /** A program's outbox; and how that program dies without a word. */
  readonly start: () => { readonly outbox: Outbox; readonly die: () => void };
  readonly clock: FakeClock;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

// A dead program's timers do not run.
function mortal(clock: FakeClock): { readonly clock: FakeClock; readonly die: () => void } {
  let dead = false;
  const own = Object.create(clock) as FakeClock;
  own.now = () => clock.now();
  own.after = (ms, task) => clock.after(ms, () => !dead && task());
  return { clock: own, die: () => void (dead = true) };
}

const settings: Readonly<Record<string, () => Setting>> = {
  'IndexedDB with leases': () => {
    const clock = new FakeClock();
    const factory = new IDBFactory();
    return {
      clock,
      start: () => {
        const { clock: own, die } = mortal(clock);
        return { outbox: indexedDbOutbox({ clock: own, factory }), die };
      },
    };
  },
  'IndexedDB with locks': () => {
    const clock = new FakeClock();
    const factory = new IDBFactory();
    const all = new FakeLocks();
    return {
      clock,
      start: () => {
        const { clock: own, die } = mortal(clock);
        const { locks, end } = all.page();
        return {
          outbox: indexedDbOutbox({ clock: own, factory, locks }),
          die: () => {
            die();
            end();
          },
        };
      },
    };
  },
  files: () => {
    const clock = new FakeClock();
    const folder = mkdtempSync(join(tmpdir(), 'atrium-outbox-'));
    folders.push(folder);
    return {
      clock,
      start: () => {
        const { clock: own, die } = mortal(clock);
        return { outbox: fileOutbox(folder, { clock: own }), die };
      },
    };
  },
};

describe.each(Object.entries(settings))('%s', (_name, setting) => {
  test('[CL80] what a dead program left behind is adopted by its identity alone, whole and in order, once', async () => {
    const { start, clock } = setting();
    const dead = start();
    const hold = dead.outbox.open('client-a');
    await hold.identify('ann');
    for (const n of [1, 2, 3]) await hold.add(command(n));
    await hold.add(command(1, 'notes/two'));
    await hold.remove('notes/one', 2);
    await hold.change({ ...command(3), keep: true, failed: { kind: 'refused', message: 'no' } });
    dead.die();
    clock.turn(20_001);
    const living = start();
    expect(await living.outbox.adopt('bob', 15)).toEqual([]);
    const [adopted, ...more] = await living.outbox.adopt('ann', 15);
    expect(more).toEqual([]);
    expect(adopted?.client).toBe('client-a');
    const commands = adopted?.commands ?? [];
    expect(commands).toHaveLength(3);
    expect(commands).toEqual(
      expect.arrayContaining([command(1), { ...command(3), keep: true, failed: { kind: 'refused', message: 'no' } }, command(1, 'notes/two')]),
    );
    expect(await start().outbox.adopt('ann', 15)).toEqual([]);
  });

  test('[CL81] an outbox that is held is not adopted, however long it is held', async () => {
    const { start, clock } = setting();
    const living = start();
    const hold = living.outbox.open('client-a');
    await hold.identify('ann');
    await hold.add(command(1));
    for (let turn = 0; turn < 6; turn++) {
      clock.turn(5_000);
      // The renewal goes to the disk.
      await new Promise((resolve) => setImmediate(resolve));
      await hold.change(command(1));
    }
    expect(await start().outbox.adopt('ann', 15)).toEqual([]);
  });

  test('[CL82] an outbox that was released is adopted at once; an empty one is gone', async () => {
    const { start } = setting();
    const first = start();
    const [full, empty] = [first.outbox.open('client-a'), first.outbox.open('client-b')];
    for (const hold of [full, empty]) {
      await hold.identify('ann');
      await hold.add(command(1));
    }
    await empty.remove('notes/one', 1);
    await full.release();
    await empty.release();
    expect((await start().outbox.adopt('ann', 15)).map(({ client }) => client)).toEqual(['client-a']);
  });

  test('[CL83] an adopted outbox is adopted again when its new holder dies, until all is settled', async () => {
    const { start, clock } = setting();
    const first = start();
    const hold = first.outbox.open('client-a');
    await hold.identify('ann');
    await hold.add(command(1));
    await hold.add(command(2));
    first.die();
    clock.turn(20_001);
    const second = start();
    const [again] = await second.outbox.adopt('ann', 15);
    await again?.remove('notes/one', 1);
    second.die();
    clock.turn(20_001);
    const [third] = await start().outbox.adopt('ann', 15);
    expect(third?.commands).toEqual([command(2)]);
    await third?.remove('notes/one', 2);
    await third?.release();
    clock.turn(20_001);
    expect(await start().outbox.adopt('ann', 15)).toEqual([]);
  });
});

describe.each(Object.entries(settings).filter(([name]) => name !== 'IndexedDB with locks'))('%s', (_name, setting) => {
  test('[CL84] a holder whose lease ran out and was taken over is told, and can add nothing any more', async () => {
    const { start, clock } = setting();
    const frozen = start();
    const hold = frozen.outbox.open('client-a');
    let lost = 0;
    hold.lost = () => lost++;
    await hold.identify('ann');
    await hold.add(command(1));
    frozen.die();
    clock.turn(20_001);
    const [adopted] = await start().outbox.adopt('ann', 15);
    expect(adopted?.commands).toEqual([command(1)]);
    await expect(Promise.resolve(hold.add(command(2)))).rejects.toBeInstanceOf(Lost);
    expect(lost).toBe(1);
    await expect(Promise.resolve(hold.remove('notes/one', 1))).rejects.toBeInstanceOf(Lost);
    await hold.release();
    expect(await start().outbox.adopt('ann', 15)).toEqual([]);
  });
});

test('[CL80] in memory, what was released is adopted by its identity alone', async () => {
  const outbox = memoryOutbox();
  const hold = outbox.open('client-a');
  await hold.identify('ann');
  await hold.add(command(1));
  expect(await outbox.adopt('ann', 15)).toEqual([]);
  await hold.release();
  expect(await outbox.adopt('bob', 15)).toEqual([]);
  expect((await outbox.adopt('ann', 15)).map(({ commands }) => commands)).toEqual([[command(1)]]);
  expect(await outbox.adopt('ann', 15)).toEqual([]);
});

test('[CL85] of a file that was torn in the middle of its last line, the rest is kept; one that is empty again is made small', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atrium-outbox-'));
  folders.push(folder);
  const clock = new FakeClock();
  const outbox = fileOutbox(folder, { clock });
  const hold = outbox.open('client-a');
  await hold.identify('ann');
  const long = { ...command(1), input: { text: 'x'.repeat(70_000) } };
  await hold.add(long);
  await hold.remove('notes/one', 1);
  const file = join(folder, 'client-a.jsonl');
  expect(readFileSync(file, 'utf8').length).toBeLessThan(100);
  await hold.add(command(2));
  await hold.release();
  appendFileSync(file, '{"command":{"channel":"notes/one","n":3');
  const [adopted] = await fileOutbox(folder, { clock }).adopt('ann', 15);
  expect(adopted?.commands).toEqual([command(2)]);
  await adopted?.remove('notes/one', 2);
  await adopted?.release();
  expect(readdirSync(folder)).toEqual([]);
});
