/** Numbers in [0, 1) that follow from a seed (mulberry32): a run's schedule and its clients' choices can be had again. */
export type Seeded = () => number;

export function seeded(seed: number, ...salts: readonly number[]): Seeded {
  let state = salts.reduce((mixed, salt) => Math.imul(mixed ^ (salt + 0x9e3779b9), 0x85ebca6b), seed | 0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const between = (random: Seeded, least: number, most: number): number => least + random() * (most - least);

export const oneOf = <T>(random: Seeded, list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];

/** One of the names, each as likely as its weight. */
export function weighted<N extends string>(random: Seeded, weights: Readonly<Record<N, number>>): N {
  const names = Object.keys(weights) as N[];
  let rest = random() * names.reduce((sum, name) => sum + weights[name], 0);
  for (const name of names) {
    rest -= weights[name];
    if (rest < 0) return name;
  }
  return names[0] as N;
}
