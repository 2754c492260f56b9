import { sql } from '@atrium/server';
import { expect } from 'vitest';
import { disposable } from './append.ts';
import { add, bodies, COMMITTED, insertRow, post, rowsIn, TERM } from './drafts.ts';
import type { Check } from './registrar.ts';

export function readChecks(check: Check): void {
  check('[ST9] a page holds at most so many events and bytes of bodies, but at least one event, and the head', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', ...['a', 'b', 'c', 'd', 'e'].map((text) => post(text.repeat(1000))));
    const page = async (after: number, events: number, bytes: number) => {
      const { events: found, head } = await store.read('chat/a', after, { events, bytes });
      expect(head).toEqual([TERM, 5]);
      return found.map(({ offset }) => offset);
    };
    expect(await page(0, 3, 1_000_000)).toEqual([1, 2, 3]);
    expect(await page(3, 3, 1_000_000)).toEqual([4, 5]);
    expect(await page(1, 10, 2_100)).toEqual([2, 3]);
    expect(await page(1, 10, 1)).toEqual([2]);
    expect(await page(5, 10, 1_000)).toEqual([]);
  });

  check('[ST9] bytes are those of the encoding, not of the letters', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('ж'.repeat(1000)), post('ж'.repeat(1000)));
    expect((await store.read('chat/a', 0, { events: 10, bytes: 3_000 })).events).toHaveLength(1);
  });

  check('[ST10] heads of many channels come at once, the beginning for those without events', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('1'), post('2'));
    await add(store, 'chat/b', post('1'));
    expect(await store.heads(['chat/b', 'chat/none', 'chat/a'])).toEqual(
      new Map([
        ['chat/b', [TERM, 1]],
        ['chat/none', ['0', 0]],
        ['chat/a', [TERM, 2]],
      ]),
    );
    expect((await store.read('chat/none', 0, { events: 1, bytes: 1 })).head).toEqual(['0', 0]);
  });

  check('[ST11] what was acknowledged is seen by every read that begins after it', async (place) => {
    await using store = disposable(await place.open());
    for (let n = 1; n <= 100; n += 1) {
      await add(store, 'chat/a', post(`${n}`, { rows: [insertRow(`${n}`)] }));
      expect(await store.transact((_, head) => head('chat/a'))).toEqual([TERM, n]);
    }
    expect(await rowsIn(store)).toHaveLength(100);
  });

  check('[ST12] a transaction sees one moment: rows, heads and events of the same commit, while others commit', async (place) => {
    await using store = disposable(await place.open());
    await add(store, 'chat/a', post('1', { rows: [insertRow('1')] }));
    await store.transact(async (read, head) => {
      expect(await read(sql`select text from suite_rows`)).toEqual([{ text: '1' }]);
      await add(store, 'chat/a', post('2', { rows: [insertRow('2')] }));
      // A second transaction, open at the same time, sees the newer moment.
      await store.transact(async (newer, newerHead) => {
        expect(await newer(sql`select text from suite_rows order by id`)).toHaveLength(2);
        expect(await newerHead('chat/a')).toEqual([TERM, 2]);
      });
      expect(await read(sql`select text from suite_rows`)).toEqual([{ text: '1' }]);
      expect(await head('chat/a')).toEqual([TERM, 1]);
    });
    expect(await rowsIn(store)).toEqual(['1', '2']);
  });

  check('[ST13] a read that would change something is rejected, and changes nothing', async (place) => {
    await using store = disposable(await place.open());
    const attempts = [
      insertRow('x'),
      sql`insert into suite_rows (text) values ('x') returning id`,
      sql`delete from events`,
      sql`create table t (a integer)`,
      sql`commit`,
    ];
    for (const attempt of attempts) await expect(store.transact((read) => read(attempt))).rejects.toThrow(/read/i);
    expect(await rowsIn(store)).toEqual([]);
  });

  check('[ST14] a read that fails rejects with the reason, and the transaction goes on', async (place) => {
    await using store = disposable(await place.open());
    await store.transact(async (read) => {
      await expect(read(sql`select nothing from suite_rows`)).rejects.toThrow(/nothing/);
      expect(await read(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    });
    await expect(store.transact(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  });

  check('[ST15] a transaction that stays open too long is ended, its next read says so, and others get their turn', async (place) => {
    await using store = disposable(await place.open({ readLimitMs: 200 }));
    const endless = Promise.allSettled(
      Array.from({ length: 10 }, () =>
        store.transact(async (read) => {
          for (;;) await read(sql`select 1`);
        }),
      ),
    );
    expect(await rowsIn(store)).toEqual([]);
    for (const outcome of await endless)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/ended after 200 ms/) } });
    expect(await add(store, 'chat/a', post('on'))).toEqual(COMMITTED);
  });

  check('[ST15] a read after its transaction has ended rejects', async (place) => {
    await using store = disposable(await place.open());
    const late = await store.transact((read) => Promise.resolve(() => read(sql`select 1`)));
    await expect(late()).rejects.toThrow(/ended/);
  });

  check('[ST16] big integers, bytes, null and text of any script come back as they went in', async (place) => {
    await using store = disposable(await place.open());
    const values = [9_007_199_254_740_993n, 12, 1.5, null, 'Ünï “𝕔ode” \u0000 end', new Uint8Array([0, 255, 3])] as const;
    const [row] = await store.transact((read) => read({ text: 'select ? as a, ? as b, ? as c, ? as d, ? as e, ? as f', values }));
    expect(Object.values(row ?? {})).toEqual(values);
    await add(store, 'chat/a', post('“𝕔ode” ж'));
    expect((await store.read('chat/a', 0, { events: 1, bytes: 1 })).events[0]?.body).toBe(bodies('“𝕔ode” ж')[0]);
  });
}
