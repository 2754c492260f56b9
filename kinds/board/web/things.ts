import type { Now } from '../contract.ts';
import { sortOf, type Sort, type Value } from '../values.ts';

/** A thing as it is shown, whether now or as it was. */
export interface Shown {
  readonly key: string;
  readonly name: string;
  readonly fields: Now['fields'];
  readonly heard: number;
  readonly crossed: readonly number[];
}
export interface Column {
  readonly field: string;
  readonly sort: Sort;
}

export function shownOf(key: string, { fields, heard, crossed }: Now): Shown {
  const name = fields['name']?.[0];
  return { key, name: typeof name === 'string' && name !== '' ? name : key, fields, heard, crossed };
}

/** By name, as people read them: Ferry 2 before Ferry 10. */
export const inOrder = (things: readonly Shown[], language: string): readonly Shown[] => {
  const { compare } = new Intl.Collator(language, { numeric: true });
  return things.toSorted((a, b) => compare(a.name, b.name) || compare(a.key, b.key));
};

/** The fields that things have, those that most have first, places last; one column has one sort, that of most of its values. Of more than `most` the details tell. */
export function columnsOf(things: readonly Shown[], most = 7): readonly Column[] {
  const counts = new Map<string, Map<Sort, number>>();
  for (const { fields } of things)
    for (const [field, [value]] of Object.entries(fields)) {
      if (field === 'name') continue;
      const sorts = counts.get(field) ?? new Map<Sort, number>();
      counts.set(field, sorts);
      const sort = sortOf(value);
      sorts.set(sort, (sorts.get(sort) ?? 0) + 1);
    }
  const total = (sorts: ReadonlyMap<Sort, number>): number => [...sorts.values()].reduce((sum, count) => sum + count, 0);
  const columns = [...counts]
    .toSorted(([a, left], [b, right]) => total(right) - total(left) || a.localeCompare(b))
    .map(([field, sorts]): Column => ({ field, sort: [...sorts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'text' }));
  return [...columns.filter(({ sort }) => sort !== 'place'), ...columns.filter(({ sort }) => sort === 'place')].slice(0, most);
}

/** A value as a person reads it. */
export function textOf(value: Value, language: string): string {
  switch (sortOf(value)) {
    case 'number':
      return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value as number);
    case 'time':
      return new Date(value as string).toLocaleString(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    case 'place': {
      const { lat, lon } = value as { readonly lat: number; readonly lon: number };
      return `${lat.toFixed(3)}, ${lon.toFixed(3)}`;
    }
    default:
      return value as string;
  }
}

/** How long ago, in one unit; undefined for a moment ago. */
export function agoOf(at: number, now: number): { readonly count: number; readonly unit: 'second' | 'minute' | 'hour' | 'day' } | undefined {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 5) return undefined;
  if (seconds < 60) return { count: seconds, unit: 'second' };
  if (seconds < 3600) return { count: Math.floor(seconds / 60), unit: 'minute' };
  if (seconds < 86_400) return { count: Math.floor(seconds / 3600), unit: 'hour' };
  return { count: Math.floor(seconds / 86_400), unit: 'day' };
}
