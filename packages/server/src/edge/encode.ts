import type { AnyKind } from '../kind.ts';
import type { BatchEvent } from '../ports/bus.ts';
import type { StoredEvent } from '../ports/store.ts';
import { Frame } from '../ports/transport.ts';

/** A stored event as an edge passes it on. */
export const asBatchEvent = (event: StoredEvent): BatchEvent => ({ ...event, audience: event.audience === null ? undefined : JSON.parse(event.audience) });

export function isVisible(kind: AnyKind, event: BatchEvent, viewer: unknown): boolean {
  return kind.visible ? kind.visible({ name: event.name, audience: event.audience }, viewer as never) : true;
}

/** A batch as text: `from`..`to` with those of its events that this viewer may see. Bodies are passed on as they were stored. */
export function batchFrame(
  kind: AnyKind,
  batch: { readonly alias: number; readonly term: string; readonly from: number; readonly to: number; readonly events: readonly BatchEvent[] },
  viewer: unknown,
): Frame {
  let events = '';
  for (const event of batch.events) {
    if (event.offset < batch.from || event.offset > batch.to || !isVisible(kind, event, viewer)) continue;
    events += `${events ? ',' : ''}${eventText(kind, event)}`;
  }
  return new Frame(`{"t":"batch","ch":${batch.alias},"term":${JSON.stringify(batch.term)},"from":${batch.from},"to":${batch.to},"events":[${events}]}`);
}

function eventText(kind: AnyKind, event: BatchEvent): string {
  let { name, body } = event;
  if (kind.upcast && event.version !== kind.contract.version) {
    const current = kind.upcast({ name, data: body === null ? null : JSON.parse(body), version: event.version });
    name = current.name;
    body = current.data === null ? null : JSON.stringify(current.data);
  }
  const by = event.by ? `,"by":[${event.by[0]},${event.by[1]}]` : '';
  return `{"o":${event.offset},"name":${JSON.stringify(name)},"at":${event.at}${by},"data":${body}}`;
}
