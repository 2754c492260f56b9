/** What several runs of one figure came to. The median, since one disturbed run must not move the result. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

export function summary(values: readonly number[]): Summary {
  if (values.length === 0) throw new RangeError('A summary of no values was asked for.');
  return { median: quantile(values, 0.5), least: Math.min(...values), most: Math.max(...values), runs: values.length };
}

/** The value below which a part `q` of the values lies, between two neighbours in proportion. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('A quantile of no values was asked for.');
  return below + (above - below) * (place - Math.floor(place));
}

/** Ratios of runs of the same round: what disturbs a round disturbs both. Undefined when no round has both. */
export function pairedRatio(ours: readonly (number | undefined)[], theirs: readonly (number | undefined)[]): Summary | undefined {
  const ratios = ours.flatMap((value, round) => {
    const other = theirs[round];
    return value !== undefined && other !== undefined && other > 0 ? [value / other] : [];
  });
  return ratios.length > 0 ? summary(ratios) : undefined;
}

/** A number with three figures that count, and its thousands shortened: what a table needs. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 999_500) return `${(value / 1e6).toPrecision(3)}M`;
  if (size >= 9_995) return `${(value / 1e3).toPrecision(3)}k`;
  if (size >= 99.5 || Number.isInteger(value)) return String(Math.round(value));
  return value.toPrecision(3);
}
