import type { Version } from './contract.ts';

/** Of those that were kept by themselves the oldest go. */
export const UNNAMED = 48;

/** The list with one version more, newest last. */
export function withVersion(versions: readonly Version[], version: Version): readonly Version[] {
  const all = [...versions, version];
  const unnamed = all.filter(({ name }) => name === null);
  const [oldest] = unnamed;
  return unnamed.length > UNNAMED && oldest ? all.filter((each) => each !== oldest) : all;
}
