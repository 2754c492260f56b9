import { type AnyContract, parse } from '@atrium/protocol';
import type { Recorded } from '@atrium/server';
import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';

const RecordedLog = v.strictObject({
  /** The contract's version that wrote it. */
  version: v.number(),
  /** The channel's id. */
  id: v.string(),
  /** As the store holds them: redacted ones without data. */
  events: v.array(
    v.strictObject({ offset: v.number(), name: v.string(), at: v.number(), by: v.optional(v.strictTuple([v.number(), v.number()])), data: v.unknown() }),
  ),
  /** What they fold to. */
  view: v.unknown(),
  state: v.unknown(),
});

/** The recorded logs in a folder, by name. A landed one is never changed: programs of its version have written logs like it. */
export function recordedLogs<C extends AnyContract>(
  contract: C,
  folder: URL,
): { readonly file: string; readonly id: string; readonly events: Recorded<C>[]; readonly view: unknown; readonly state: unknown }[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const { id, events, view, state } = v.parse(RecordedLog, JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
      // Name and data belong together by the contract's own schema.
      const read = events.map(
        (event) => ({ ...event, data: event.data === null ? null : parse(contract.events[event.name]!, event.data) }) as unknown as Recorded<C>,
      );
      return { file, id, events: read, view, state };
    });
}

/** State as JSON has it, maps as their entries. */
export const asJson = (state: unknown): unknown => JSON.parse(JSON.stringify(state, (_key, value: unknown) => (value instanceof Map ? [...value] : value)));
