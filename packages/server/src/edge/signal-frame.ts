import { type Attached, bytesOf } from '@atrium/protocol';
import type { AnyKind } from '../kind.ts';
import type { ToEdge } from '../ports/bus.ts';
import { Frame } from '../ports/transport.ts';
import { detach } from './encode.ts';

/** A signal for all that may hear it. Where the contract says `keep`, its data is a list. */
export function signalFrame(kind: AnyKind, alias: number, { name, who, connection, data, seq }: ToEdge & { t: 'signal-out' }): Frame {
  const message = { t: 'signal', ch: alias, name, who, device: connection, data, ...(seq !== undefined && { seq }) };
  const schema = kind.contract.signals[name]?.data;
  return new Frame(JSON.stringify(message), bytesOf(schema).length === 0 ? undefined : () => [detached()]);

  function detached(): Attached {
    if (seq === undefined) {
      const { value, attachments } = detach(schema, data, '/data');
      return { text: JSON.stringify({ ...message, data: value }), attachments };
    }
    const each = (data as readonly unknown[]).map((one, index) => detach(schema, one, `/data/${index}`));
    return { text: JSON.stringify({ ...message, data: each.map(({ value }) => value) }), attachments: each.flatMap(({ attachments }) => attachments) };
  }
}
