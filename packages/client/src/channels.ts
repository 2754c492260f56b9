import { AtriumError, limits, type AnyContract, type ChannelAddress, type FromClient, type FromHub, type Position } from '@atrium/protocol';
import { backoffMs } from './backoff.ts';
import type { FoldedEvent } from './fold.ts';
import { Replica, type Outcome } from './replica.ts';
import type { Senders, Wire } from './senders.ts';
import type { Received } from './signals.ts';
import type { Surroundings } from './surroundings.ts';
import { errorFrom } from './verdict.ts';

/** Whoever wants a channel joined and hears of it. */
export interface Holder {
  changed(): void;
  applied(event: FoldedEvent): void;
  signalled(name: string, signal: Received): void;
  stood(name: string, key: string, value: unknown): void;
  joined(outcome: Outcome): void;
  refused(error: AtriumError): void;
}

interface Entry {
  readonly replica: Replica;
  readonly holders: Set<Holder>;
  /** Its number on this connection. */
  alias: number | undefined;
  /** It was asked for on this connection. */
  asked: boolean;
  /** What this device shows of itself, again after every join. */
  presenting: { readonly data: unknown } | undefined;
}

/** The channels that are held: joined while anybody holds them, joined again on every connection, left when nobody does. */
export class Channels {
  readonly #surroundings: Surroundings;
  readonly #senders: () => Senders;
  readonly #identity: () => string;
  /** The most recently held one last. */
  readonly #entries = new Map<ChannelAddress, Entry>();
  readonly #byAlias = new Map<number, Entry>();
  readonly #touched = new Set<Entry>();
  #wire: Wire | undefined;
  #settling = false;

  constructor({ surroundings, senders, identity }: { surroundings: Surroundings; senders: () => Senders; identity: () => string }) {
    this.#surroundings = surroundings;
    this.#senders = senders;
    this.#identity = identity;
  }

  find(address: ChannelAddress): Replica | undefined {
    return this.#entries.get(address)?.replica;
  }

  addressOf(alias: number): ChannelAddress | undefined {
    return this.#byAlias.get(alias)?.replica.address;
  }

  hold(contract: AnyContract, address: ChannelAddress, holder: Holder): void {
    const entry = this.#entries.get(address) ?? this.#enter(contract, address);
    this.#entries.delete(address);
    this.#entries.set(address, entry);
    entry.holders.add(holder);
    this.#settleSoon();
  }

  release(address: ChannelAddress, holder: Holder): void {
    this.#entries.get(address)?.holders.delete(holder);
    this.#settleSoon();
  }

  open(wire: Wire): void {
    this.#wire = wire;
    this.#settle();
  }

  cut(): void {
    this.#wire = undefined;
    this.#byAlias.clear();
    for (const entry of this.#entries.values()) {
      entry.alias = undefined;
      entry.asked = false;
      entry.replica.cut();
    }
  }

  /** What shows pending commands has to look again. */
  pendingChanged(address: string): void {
    this.find(address as ChannelAddress)?.changed();
  }

  /** Up to where a channel is shown here; undefined when it is not. */
  shownUpTo(address: string): Position | 'nothing-yet' | undefined {
    const replica = this.find(address as ChannelAddress);
    return !replica || replica.state === 'refused' ? undefined : (replica.position ?? 'nothing-yet');
  }

  present(address: ChannelAddress, data: unknown): void {
    const entry = this.#entries.get(address);
    if (!entry) return;
    entry.presenting = { data };
    if (entry.alias !== undefined) this.#wire?.send({ t: 'present', channel: address, data });
  }

  received(message: FromHub): void {
    switch (message.t) {
      case 'joined':
        return this.#joined(message);
      case 'refused':
        return this.#refused(message);
      case 'batch':
        return this.#byAlias.get(message.ch)?.replica.batch(message);
      case 'snapshot':
        return this.#byAlias.get(message.ch)?.replica.snapshot(message);
      case 'presence':
        return this.#byAlias.get(message.ch)?.replica.present(message);
      case 'signal':
        return this.#byAlias.get(message.ch)?.replica.signal(message);
      case 'state':
        return this.#byAlias.get(message.ch)?.replica.stand(message);
      case 'tags':
        return this.#byAlias.get(message.ch)?.replica.tagged(message.tags, this.#senders().claimed);
    }
  }

  #enter(contract: AnyContract, address: ChannelAddress): Entry {
    const holders = new Set<Holder>();
    const every = (tell: (holder: Holder) => void): void => {
      for (const holder of [...holders]) tell(holder);
    };
    const replica = new Replica(address, {
      contract,
      clock: this.#surroundings.clock,
      pending: () => this.#senders().pending.of(address),
      identity: this.#identity,
      listener: {
        changed: () => this.#touch(entry),
        applied: (event) => every((holder) => holder.applied(event)),
        signalled: (name, signal) => every((holder) => holder.signalled(name, signal)),
        stood: (name, key, value) => every((holder) => holder.stood(name, key, value)),
        joined: (outcome) => every((holder) => holder.joined(outcome)),
        refused: (error) => every((holder) => holder.refused(error)),
        appeared: (client, n) => this.#senders().appeared(address, client, n),
        covered: (position) => this.#senders().covered(address, position),
        rejoin: () => this.#wire?.send({ t: 'join', channels: [joinOf(replica)] }),
      },
    });
    const entry: Entry = { replica, holders, alias: undefined, asked: false, presenting: undefined };
    return entry;
  }

  // Holding and releasing in one turn, as a page does that is drawn anew, says nothing to the hub; and what is held in one turn is one join.
  #settleSoon(): void {
    if (this.#settling) return;
    this.#settling = true;
    queueMicrotask(() => {
      this.#settling = false;
      this.#settle();
    });
  }

  #settle(): void {
    for (const [address, entry] of this.#entries) if (entry.holders.size === 0) this.#leave(address, entry);
    if (!this.#wire) return;
    const wanted = [...this.#entries.values()].reverse();
    const asking = wanted.slice(0, limits.joined).filter((entry) => !entry.asked);
    for (const { replica } of asking) replica.asked();
    for (const entry of asking) entry.asked = true;
    for (let from = 0; from < asking.length; from += limits.channelsPerJoin) {
      this.#wire.send({ t: 'join', channels: asking.slice(from, from + limits.channelsPerJoin).map(({ replica }) => joinOf(replica)) });
    }
    for (const { replica, asked } of wanted.slice(limits.joined)) {
      if (!asked && replica.state !== 'refused')
        replica.refused(new AtriumError({ kind: 'too-many', message: `No more than ${limits.joined} channels can be open.` }));
    }
  }

  #leave(address: ChannelAddress, entry: Entry): void {
    this.#entries.delete(address);
    if (entry.alias !== undefined) this.#byAlias.delete(entry.alias);
    entry.replica.signals.forget();
    if (entry.asked) this.#wire?.send({ t: 'leave', channel: address });
    this.#senders().uncovered(address);
  }

  #joined(message: Extract<FromHub, { t: 'joined' }>): void {
    const address = message.channel as ChannelAddress;
    const entry = this.#entries.get(address);
    if (!entry?.asked) return;
    entry.alias = message.ch;
    this.#byAlias.set(message.ch, entry);
    entry.replica.joined(message, this.#senders().claimed);
    if (entry.presenting) this.#wire?.send({ t: 'present', channel: address, data: entry.presenting.data });
  }

  #refused({ channel, error: wire }: Extract<FromHub, { t: 'refused' }>): void {
    const address = channel as ChannelAddress;
    const entry = this.#entries.get(address);
    if (!entry?.asked) return;
    const error = errorFrom(wire);
    if (entry.alias !== undefined) this.#byAlias.delete(entry.alias);
    entry.alias = undefined;
    if (error.retry === 'later') return this.#askLater(entry, error.retryAfterMs);
    entry.replica.refused(error);
    this.#senders().uncovered(address);
  }

  #askLater(entry: Entry, retryAfterMs: number | undefined): void {
    entry.replica.asked();
    const wire = this.#wire;
    this.#surroundings.clock.after(Math.max(retryAfterMs ?? 0, backoffMs(2, this.#surroundings.random)), () => {
      if (wire !== this.#wire || entry.holders.size === 0) return;
      entry.asked = false;
      this.#settle();
    });
  }

  // Whoever draws the channel looks once per turn, however much came.
  #touch(entry: Entry): void {
    if (this.#touched.size === 0) {
      queueMicrotask(() => {
        const touched = [...this.#touched];
        this.#touched.clear();
        for (const { holders } of touched) for (const holder of [...holders]) holder.changed();
      });
    }
    this.#touched.add(entry);
  }
}

function joinOf({ address, resumeAt: at, contract, standing }: Replica): Extract<FromClient, { t: 'join' }>['channels'][number] {
  const asks = { channel: address, version: contract.version };
  if (!at) return asks;
  const hasState = Object.keys(contract.state).length > 0;
  // Of a state that is ahead of the log nobody knows whether the log will get there: all of it, again.
  const state = standing.at !== undefined && standing.at <= at[1] ? standing.at : 0;
  return { ...asks, at: [...at], ...(hasState && standing.at !== at[1] && { state }) };
}
