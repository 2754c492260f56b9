import type { AtriumError, ChannelAddress, Position } from '@atrium/protocol';
import type { KeptCommand } from './outbox/outbox.ts';
import { errorFrom } from './verdict.ts';

/** A command that was given here or adopted, until nothing of it is left to be done or shown. */
export interface Command {
  /** Its client id and number: with identity and channel, its id for ever. They change only when the hub says that the id was used. */
  client: string;
  n: number;
  readonly channel: ChannelAddress;
  readonly name: string;
  readonly input: unknown;
  /** Bytes of the input's JSON. */
  readonly bytes: number;
  /** When it was given, by the hub's clock as known then. */
  at: number;
  /** `at` is by this machine's clock. */
  local: boolean;
  readonly keep: boolean;
  /** `storing` until it stands in the outbox; `answered` until it stands there no more. */
  state: 'storing' | 'waiting' | 'sent' | 'answered';
  /** It was put on the wire under this id before. */
  again: boolean;
  /** The hub put it off, until the timer of this call rings. */
  putOff: object | undefined;
  /** How often the hub put it off since it was last on its way. */
  tries: number;
  /** Its events are in the confirmed view. Undefined: perhaps, and the answer will tell; until then it is not shown as pending. */
  shown: boolean | undefined;
  /** It was accepted: done as soon as its position is covered. */
  accepted: { readonly at: Position | undefined; readonly reply: unknown } | undefined;
  failed: AtriumError | undefined;
  /** Who awaits it; nobody when it was adopted. */
  waiter: { readonly resolve: (reply: unknown) => void; readonly reject: (error: Error) => void } | undefined;
}

export const kept = ({ channel, n, name, input, at, local, keep, failed }: Command): KeptCommand => ({
  channel,
  n,
  name,
  input,
  first: at,
  ...(local && { local }),
  ...(keep && { keep }),
  ...(failed && { failed: failed.toWire() }),
});

export const commandFrom = (client: string, { channel, n, name, input, first, local, keep, failed }: KeptCommand, bytes: number): Command => ({
  client,
  n,
  channel: channel as ChannelAddress,
  name,
  input,
  bytes,
  at: first,
  local: local ?? false,
  keep: keep ?? false,
  state: failed ? 'answered' : 'waiting',
  again: true,
  putOff: undefined,
  tries: 0,
  shown: false,
  accepted: undefined,
  failed: failed && errorFrom(failed),
  waiter: undefined,
});
