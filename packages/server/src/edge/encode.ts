import { type AnySchema, type Attached, bytesOf, pointerStep, revive } from '@atrium/protocol';
import type { AnyKind } from '../kind.ts';
import type { BatchEvent } from '../ports/bus.ts';
import type { StoredEvent } from '../ports/store.ts';
import { Frame } from '../ports/transport.ts';

/** A stored event as an edge passes it on. */
export const asBatchEvent = (event: StoredEvent): BatchEvent => ({ ...event, audience: event.audience === null ? undefined : JSON.parse(event.audience) });

export function isVisible(kind: AnyKind, event: Pick<BatchEvent, 'name' | 'audience'>, viewer: unknown): boolean {
  return kind.visible ? kind.visible({ name: event.name, audience: event.audience }, viewer as never) : true;
}

/** A batch as text: `from`..`to` with those of its events that this viewer may see. Bodies are passed on as they were stored. */
export function batchFrame(
  kind: AnyKind,
  batch: { readonly alias: number; readonly term: string; readonly from: number; readonly to: number; readonly events: readonly BatchEvent[] },
  viewer: unknown,
): Frame {
  let events = '';
  const withBytes: Event[] = [];
  let count = 0;
  let before = { offset: batch.from - 1, at: Number.NaN };
  for (const stored of batch.events) {
    if (stored.offset < batch.from || stored.offset > batch.to || !isVisible(kind, stored, viewer)) continue;
    const event = present(kind, stored);
    events += `${events ? ',' : ''}${eventText(event, before)}`;
    before = event;
    count += 1;
    if (event.body !== null && bytesOf(kind.contract.events[event.name]).length > 0) withBytes.push({ ...event, index: count - 1 });
  }
  const head = `{"t":"batch","ch":${batch.alias},"term":${JSON.stringify(batch.term)},"from":${batch.from},"to":${batch.to},"events":[`;
  const frame = `${head}${events}]}`;
  return withBytes.length === 0 ? new Frame(frame) : new Frame(frame, () => [detached(kind, JSON.parse(frame) as BatchText, withBytes)]);
}

/** One batch's frames: one for all who were sent the channel up to the same offset and may see the same. */
export class SharedFrames {
  readonly #kind: AnyKind;
  readonly #alias: number;
  readonly #batch: Batch;
  readonly #frames = new Map<string, Frame>();
  /** Mostly all are alike. */
  #last: { readonly sent: number; readonly viewerKey: string; readonly frame: Frame } | undefined;

  constructor(kind: AnyKind, alias: number, batch: Batch) {
    this.#kind = kind;
    this.#alias = alias;
    this.#batch = batch;
  }

  of({ sent, viewer, viewerKey }: { readonly sent: number; readonly viewer: unknown; readonly viewerKey: string }): Frame {
    const last = this.#last;
    if (last && last.sent === sent && (!this.#kind.visible || last.viewerKey === viewerKey)) return last.frame;
    const key = this.#kind.visible ? `${sent} ${viewerKey}` : String(sent);
    let frame = this.#frames.get(key);
    if (!frame) this.#frames.set(key, (frame = batchFrame(this.#kind, { ...this.#batch, alias: this.#alias, from: sent + 1 }, viewer)));
    this.#last = { sent, viewerKey, frame };
    return frame;
  }
}

interface Batch {
  readonly term: string;
  readonly to: number;
  readonly events: readonly BatchEvent[];
}
type Event = BatchEvent & { readonly index: number };
interface BatchText {
  readonly events: { data: unknown }[];
}

/** The batch with its bytes beside it: only for those who read binary frames, so the text is taken apart again. */
function detached(kind: AnyKind, batch: BatchText, events: readonly Event[]): Attached {
  const attachments: (readonly [string, Uint8Array])[] = [];
  for (const { name, index } of events) {
    const schema = kind.contract.events[name];
    const place = batch.events[index]!;
    const taken = detach(schema, place.data, `/events/${index}/data`);
    place.data = taken.value;
    attachments.push(...taken.attachments);
  }
  return { text: JSON.stringify(batch), attachments };
}

/** A value with null in the fields that its schema marks as bytes, and the bytes with the pointers to those fields. */
export function detach(
  schema: AnySchema | undefined,
  value: unknown,
  pointer: string,
): { readonly value: unknown; readonly attachments: readonly (readonly [pointer: string, bytes: Uint8Array])[] } {
  const whole = revive(schema, value) as Record<string, unknown>;
  const attachments: [string, Uint8Array][] = [];
  const rest = { ...whole };
  for (const field of bytesOf(schema)) {
    const bytes = whole[field];
    if (!(bytes instanceof Uint8Array)) continue;
    attachments.push([pointer + pointerStep(field), bytes]);
    rest[field] = null;
  }
  return { value: rest, attachments };
}

/** As the present version of its kind has it. */
function present(kind: AnyKind, event: BatchEvent): BatchEvent {
  const { name, body, version } = event;
  if (!kind.upcast || version === kind.contract.version) return event;
  const current = kind.upcast({ name, data: body === null ? null : revive(kind.contract.events[name], JSON.parse(body)), version });
  return { ...event, name: current.name, body: current.data === null ? null : JSON.stringify(current.data) };
}

/** What the event before says is left out: most of a busy room's events come at one time, one after the other. */
function eventText({ offset, name, at, by, body }: BatchEvent, before: { readonly offset: number; readonly at: number }): string {
  const o = offset === before.offset + 1 ? '' : `"o":${offset},`;
  return `{${o}"name":${JSON.stringify(name)}${at === before.at ? '' : `,"at":${at}`}${by ? `,"by":[${by[0]},${by[1]}]` : ''},"data":${body}}`;
}
