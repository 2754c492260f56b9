import { type AnyContract, AtriumError, parse, revive, type WireError } from '@atrium/protocol';
import type { AnyKind, DecideContext, Effect } from '../kind.ts';
import type { Entry, NewEffect, NewEvent, Sql } from '../ports/store.ts';
import type { BatchEvent } from '../ports/bus.ts';

/** What a decision came to, with its bodies written once. */
export type Outcome = { readonly events: readonly NewEvent[]; readonly reply: unknown; readonly redacts: readonly number[] } | { readonly error: WireError };

interface Raw {
  readonly events?: readonly { readonly name: string; readonly data: unknown; readonly audience?: unknown }[];
  readonly reply?: unknown;
  readonly redacts?: readonly number[];
  readonly refuse?: string;
  readonly message?: string;
  readonly retryAfterMs?: number;
}

/** Runs a kind's `decide` and checks what it says against the contract: a kind's mistake is refused, not passed on. */
export function decide(kind: AnyKind, state: unknown, command: { readonly name: string; readonly input: unknown }, context: DecideContext): Outcome {
  const { contract } = kind;
  const decider = Object.hasOwn(kind.decide, command.name) ? kind.decide[command.name] : undefined;
  if (!decider) return { error: new AtriumError({ kind: 'unknown-name' }).toWire() };
  // A bus may have made text of it on the way.
  const input = revive(contract.commands[command.name]?.input, command.input);
  const raw = decider(state as never, input as never, context) as Raw;
  if (raw.refuse !== undefined)
    return {
      error: new AtriumError({
        kind: 'refused',
        code: raw.refuse,
        message: raw.message ?? 'The channel refused the command.',
        ...(raw.retryAfterMs !== undefined && { retryAfterMs: raw.retryAfterMs }),
      }).toWire(),
    };
  const events = (raw.events ?? []).map((draft): NewEvent => ({
    name: draft.name,
    version: contract.version,
    at: context.now,
    by: context.by ?? null,
    audience: draft.audience === undefined ? null : JSON.stringify(draft.audience),
    body: JSON.stringify(parse(eventSchema(contract, draft.name), draft.data, 'internal')),
  }));
  return { events, reply: parse(contract.commands[command.name]!.reply, raw.reply, 'internal'), redacts: raw.redacts ?? [] };
}

function eventSchema(contract: AnyContract, name: string): AnyContract['events'][string] {
  const schema = Object.hasOwn(contract.events, name) ? contract.events[name] : undefined;
  if (!schema) throw new AtriumError({ kind: 'internal', message: `Kind '${contract.kind}' has no event '${name}'.` });
  return schema;
}

/** The kind's own rows and effects of one event, for the entry that stores it. */
export function consequences(
  kind: AnyKind,
  id: string,
  state: unknown,
  place: { readonly event: BatchEvent; readonly index: number; readonly data: unknown },
  into: { rows: Sql[]; effects: NewEffect[]; cancels: string[] },
): void {
  const { offset, name, at, by, audience } = place.event;
  const recorded = { offset, name, at, ...(by && { by }), data: place.data, audience } as never;
  if (kind.project) into.rows.push(...kind.project(recorded, { id }));
  if (!kind.react) return;
  for (const [index, effect] of kind.react(recorded, { id, state } as never).entries()) addEffect(effect, { event: place.index, index, at }, into);
}

function addEffect(
  effect: Effect,
  place: { readonly event: number; readonly index: number; readonly at: number },
  into: { effects: NewEffect[]; cancels: string[] },
): void {
  if ('cancel' in effect) {
    into.cancels.push(effect.cancel);
    return;
  }
  const { event, index } = place;
  const target = 'to' in effect ? effect.to : 'app';
  const name = 'to' in effect ? effect.name : effect.job;
  into.effects.push({ event, index, target, name, body: JSON.stringify(effect.input), due: effect.at ?? place.at, timer: effect.timer ?? null });
}

export const emptyEntry: Entry = { events: [], rows: [], redacts: [], effects: [], cancels: [] };
