import type { Now } from '../contract.ts';

/** Values of a sparkline: one for every two pixels. */
const KEPT = 40;

/** The last values of each number of each thing, as they came while one looked; those of before are brought by `seed`. */
export class Trails {
  readonly #trails = new Map<string, { readonly values: number[]; at: number }>();

  /** @returns whether it is another than the one before. */
  take(thing: string, { fields }: Now): boolean {
    let changed = false;
    for (const [field, [value, at]] of Object.entries(fields)) {
      if (typeof value !== 'number') continue;
      const key = `${thing} ${field}`;
      const trail = this.#trails.get(key) ?? { values: [], at: -1 };
      if (at <= trail.at) continue;
      this.#trails.set(key, trail);
      trail.at = at;
      trail.values.push(value);
      if (trail.values.length > KEPT) trail.values.shift();
      changed = true;
    }
    return changed;
  }

  seed({
    thing,
    field,
    points,
  }: {
    readonly thing: string;
    readonly field: string;
    readonly points: readonly (readonly [at: number, value: unknown])[];
  }): void {
    const key = `${thing} ${field}`;
    const trail = this.#trails.get(key) ?? { values: [], at: -1 };
    this.#trails.set(key, trail);
    const before = points.filter(([at, value]) => typeof value === 'number' && at < trail.at).map(([, value]) => Number(value));
    trail.values.unshift(...before.slice(-Math.max(0, KEPT - trail.values.length)));
  }

  of(thing: string, field: string): readonly number[] {
    return this.#trails.get(`${thing} ${field}`)?.values ?? [];
  }
}

/** A line through values in a box, as an SVG path; a level line where they are all the same. */
export function lineOf(values: readonly number[], { width, height }: { readonly width: number; readonly height: number }): string {
  if (values.length < 2) return '';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || 1;
  return values
    .map((value, at) => {
      const x = (at / (values.length - 1)) * width;
      const y = most === least ? height / 2 : height - ((value - least) / span) * height;
      return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
