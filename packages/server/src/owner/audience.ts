import type { Position } from '@atrium/protocol';
import type { Clock } from '../clock.ts';
import type { AnyKind, LiveSignal } from '../kind.ts';
import type { Asserted, ToEdge, ToOwner } from '../ports/bus.ts';
import { Interest } from './interest.ts';
import { PresenceList } from './presence.ts';

/** Milliseconds after which a node that asserts nothing has nothing: some assertions may be lost on the way. */
const SILENT_NODE_MS = 5_000;

export interface AudienceHouse {
  readonly clock: Clock;
  send(to: string, message: ToEdge): void;
  /** There is something to tell of who is here. */
  presenceBusy(): void;
  /** True: the channel's own world has taken the signal. */
  heard(signal: LiveSignal): boolean;
  /** Somebody has come, or shows something else. */
  came(): void;
}

/** Whom a channel's owner speaks to: the nodes that hear it, the viewers on them, and who is here. */
export class Audience {
  readonly presence = new PresenceList();
  readonly interest: Interest;
  readonly #channel: string;
  readonly #house: AudienceHouse;
  /** When another node last said what it has of this channel. ms since the epoch */
  readonly #assertedAt = new Map<string, number>();

  constructor(channel: string, kind: AnyKind, house: AudienceHouse) {
    this.#channel = channel;
    this.#house = house;
    this.interest = new Interest(kind);
  }

  get isEmpty(): boolean {
    return this.interest.size === 0 && this.presence.empty;
  }

  take(from: string, message: ToOwner & { t: 'forget' | 'signal-in' | 'present' }): void {
    switch (message.t) {
      case 'forget':
        if (message.interest !== 'none') this.interest.remove(message.connection, message.interest);
        return;
      case 'signal-in':
        if (this.#house.heard(message)) return;
        return this.tell({ ...message, t: 'signal-out' });
      case 'present':
        return this.#present(message.who, { device: message.connection, node: from, data: message.data });
    }
  }

  /** To every node that hears the channel. */
  tell(message: ToEdge): void {
    for (const node of this.interest.nodes) this.#house.send(node, message);
  }

  tellPresence(): void {
    const told = this.presence.changes(this.#house.clock.now());
    if (told) this.tell({ t: 'presence', channel: this.#channel, ...told });
  }

  #present(who: string, shown: { readonly device: string; readonly node: string; readonly data: unknown }): void {
    if (shown.data === undefined) this.presence.remove(who, shown.device, this.#house.clock.now());
    else this.presence.set(who, shown);
    this.#house.presenceBusy();
    if (shown.data !== undefined) this.#house.came();
  }

  /** Another node says all it has of this channel. It is told who is here and where the log stands; whom it forgot or never introduced is seen to. */
  asserted(node: string, connections: readonly Asserted[], at: Position): void {
    this.#assertedAt.set(node, this.#house.clock.now());
    this.#keepOnly(node, connections);
    const known = new Map([...this.presence.of(node)].map(([device, , data]) => [device, JSON.stringify(data)]));
    for (const { who, connection, shows } of connections)
      if (shows && known.get(connection) !== JSON.stringify(shows.data)) this.#present(who, { device: connection, node, data: shows.data });
    const strangers = connections.some(
      ({ connection, join, watch }) => (join && !this.interest.wants(connection, 'join')) || (watch && !this.interest.wants(connection, 'watch')),
    );
    if (strangers) return this.#house.send(node, { t: 'readmit', channel: this.#channel });
    this.#house.send(node, { t: 'presence', channel: this.#channel, all: true, ...this.presence.all(), gone: [] });
    this.#house.send(node, { t: 'beacon', channel: this.#channel, at });
  }

  /** What a node does not say it has is gone from it. */
  #keepOnly(node: string, connections: readonly Asserted[]): void {
    const there = new Map(connections.map((asserted) => [asserted.connection, asserted]));
    for (const connection of [...this.interest.of(node)]) {
      const asserted = there.get(connection);
      if (!asserted?.join) this.interest.remove(connection, 'join');
      if (!asserted?.watch) this.interest.remove(connection, 'watch');
    }
    for (const [device, who] of [...this.presence.of(node)]) if (!there.get(device)?.shows) this.#present(who, { device, node, data: undefined });
  }

  /** Nodes that say nothing of this channel any more have nothing of it; `home` is the owner's own. */
  expire(home: string): void {
    const now = this.#house.clock.now();
    for (const node of new Set([...this.interest.nodes, ...this.presence.nodes])) {
      if (node === home) continue;
      const last = this.#assertedAt.get(node) ?? now;
      this.#assertedAt.set(node, last);
      if (now - last < SILENT_NODE_MS) continue;
      this.#assertedAt.delete(node);
      this.#keepOnly(node, []);
    }
  }
}
