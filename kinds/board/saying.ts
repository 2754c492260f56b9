import type { RuleInput } from './contract.ts';
import type { Value } from './values.ts';

interface Crossing {
  readonly thing: string;
  readonly value: number;
  readonly on: boolean;
}

/** What a thing is called: its own name, where it says one. */
export function nameOf(thing: string, fields: ReadonlyMap<string, readonly [Value, number]> | undefined): string {
  const name = fields?.get('name')?.[0];
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : thing;
}

/** What people wrote is text here, whatever it looks like. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>()#+!|~@-]/g, (mark) => `\\${mark}`);

/** What the board says in the conversation when a thing crosses a limit, or comes back. */
export function sayCrossing(
  { thing, value, on }: Crossing,
  { rule, fields }: { readonly rule: RuleInput; readonly fields: ReadonlyMap<string, readonly [Value, number]> | undefined },
): string {
  const name = `**${plain(nameOf(thing, fields))}**`;
  if (rule.when === 'silent')
    return on ? `${name}: nothing heard for ${rule.minutes === 1 ? 'a minute' : `${rule.minutes} minutes`}.` : `${name} is heard again.`;
  const field = plain(rule.field);
  const side = rule.when === 'above' ? ['above', 'no longer above'] : ['below', 'no longer below'];
  return `${name}: ${field} is ${value}, ${on ? side[0] : side[1]} ${rule.limit}.`;
}
