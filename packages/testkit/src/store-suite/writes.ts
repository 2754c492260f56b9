import { sql, UnknownOutcome } from '@atrium/server';
import { expect } from 'vitest';
import { disposable } from './append.ts';
import { insertRow, rowsIn } from './drafts.ts';
import type { Check } from './registrar.ts';

export function writeChecks(check: Check): void {
  check('[ST17] the app’s statements are one transaction, and each answers how many rows it changed', async (place) => {
    await using store = disposable(await place.open());
    const counts = await store.write([
      insertRow('a'),
      insertRow('b'),
      sql`update suite_rows set text = text || '!'`,
      sql`select 1`,
      sql`delete from suite_rows where text = ${'nobody'}`,
      sql`delete from suite_rows where text = ${'a!'}`,
    ]);
    expect(counts).toEqual([1, 1, 2, 0, 0, 1]);
    expect(await rowsIn(store)).toEqual(['b!']);
  });

  check('[ST17] if one of them fails, none is done', async (place) => {
    await using store = disposable(await place.open());
    await expect(store.write([insertRow('a'), insertRow('a')])).rejects.toThrow(/unique/i);
    expect(await rowsIn(store)).toEqual([]);
    await expect(store.write([insertRow('b'), sql`insert into suite_children (parent) values (77)`])).rejects.toThrow(UnknownOutcome);
    expect(await rowsIn(store)).toEqual([]);
    expect(await store.write([insertRow('c')])).toEqual([1]);
  });
}
