import type { Rule, RuleInput } from './contract.ts';
import type { BoardState, ThingState } from './state.ts';
import type { Value } from './values.ts';

const MINUTE = 60_000;

export const isFor = (rule: RuleInput, thing: string): boolean => rule.thing === undefined || rule.thing === thing;

/** Whether a value crosses, or comes back; undefined: it stays as it is. Between the limit and what is back of it nothing changes, so that what trembles at the limit is said once. */
export function crossing(rule: RuleInput, { value, was }: { readonly value: Value | undefined; readonly was: boolean }): boolean | undefined {
  if (rule.when === 'silent' || typeof value !== 'number') return undefined;
  const { when, limit, back } = rule;
  const beyond = when === 'above' ? value > limit : value < limit;
  const home = when === 'above' ? value <= limit - back : value >= limit + back;
  if (!was && beyond) return true;
  return was && home ? false : undefined;
}

/** Milliseconds without a word after which a thing is silent by this rule. */
export const silenceOf = (rule: RuleInput): number | undefined => (rule.when === 'silent' ? rule.minutes * MINUTE : undefined);

/** When the next thing becomes silent, if nothing is heard of it. */
export function nextSilence({ things, rules }: BoardState): number | undefined {
  const silences = [...rules.values()].filter(({ rule }) => rule.when === 'silent');
  if (silences.length === 0) return undefined;
  let next: number | undefined;
  for (const [name, thing] of things)
    for (const each of silences) {
      if (!isFor(each.rule, name) || thing.crossed.has(each.id)) continue;
      const at = Math.ceil(thing.heard + (silenceOf(each.rule) ?? 0));
      if (next === undefined || at < next) next = at;
    }
  return next;
}

/** Rules by which a thing is silent at a time. */
export const silentBy = (
  thing: ThingState,
  { name, rules, now }: { readonly name: string; readonly rules: Iterable<Rule>; readonly now: number },
): readonly Rule[] =>
  [...rules].filter(({ id, rule }) => {
    const silence = silenceOf(rule);
    return silence !== undefined && isFor(rule, name) && !thing.crossed.has(id) && now - thing.heard >= silence;
  });
