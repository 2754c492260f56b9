import { expect } from 'vitest';
import { disposable } from './append.ts';
import { add, bodies, COMMITTED, insertRow, post, rowsIn, TERM, textsOf } from './drafts.ts';
import { ROWS } from './place.ts';
import type { Check } from './registrar.ts';

export function lifeChecks(check: Check): void {
  check('[ST29] what was written is there after closing and opening again', async (place) => {
    const first = await place.open();
    await add(first, 'chat/a', post('kept', { rows: [insertRow('kept')] }));
    await first.close();
    await using second = disposable(await place.open());
    expect(await textsOf(second, 'chat/a')).toEqual(bodies('kept'));
    expect(await second.load('chat/a')).toEqual({ head: [TERM, 1], term: TERM, received: [] });
    expect(await rowsIn(second)).toEqual(['kept']);
  });

  check('[ST30] closing finishes what was asked before it, may be repeated, and everything after it rejects', async (place) => {
    const store = await place.open();
    const asked = add(store, 'chat/a', post('asked'));
    await asked;
    const last = store.write([insertRow('last')]);
    await Promise.all([store.close(), store.close()]);
    expect(await last).toEqual([1]);
    await store.close();
    await expect(store.heads(['chat/a'])).rejects.toThrow(/closed/);
    await expect(store.write([insertRow('late')])).rejects.toThrow(/closed/);
    await expect(store.transact((read) => read({ text: 'select 1', values: [] }))).rejects.toThrow(/closed/);
  });

  check('[ST31] steps of the schema run once, by name within their owner, and a later start runs only the new ones', async (place) => {
    const step = (name: string, sql: string) => ({ name, sql });
    const first = await place.open({
      migrations: [ROWS, step('kind/0002-fill', `insert into kind_rows values ('two')`), step('kind/0001-table', 'create table kind_rows (text text)')],
    });
    await first.close();
    const later = [ROWS, step('kind/0001-table', 'create table kind_rows (text text)'), step('kind/0002-fill', `insert into kind_rows values ('two')`)];
    await using second = disposable(await place.open({ migrations: [...later, step('kind/0003-more', `insert into kind_rows values ('three')`)] }));
    expect(await second.transact((read) => read({ text: 'select text from kind_rows', values: [] }))).toEqual([{ text: 'two' }, { text: 'three' }]);
  });

  check('[ST32] a backup made while the store is in use is whole, and of one moment', async (place) => {
    await using store = disposable(await place.open());
    for (let n = 0; n < 20; n += 1) await add(store, 'chat/a', post('x'.repeat(20_000), { rows: [insertRow(`${n}`)] }));
    const file = place.newFile('copy');
    const backup = store.backup(file);
    for (let n = 20; n < 60; n += 1) await add(store, 'chat/a', post(`${n}`, { rows: [insertRow(`${n}`)] }));
    await backup;
    await using copy = disposable(await place.openBackup(file));
    const events = await textsOf(copy, 'chat/a');
    expect(events.length).toBeGreaterThanOrEqual(20);
    expect(await rowsIn(copy)).toHaveLength(events.length);
    expect(await add(copy, 'chat/a', post('goes on'))).toEqual(COMMITTED);
    expect(await rowsIn(store)).toHaveLength(60);
    await expect(store.backup(file)).rejects.toThrow(/there already/);
  });
}
