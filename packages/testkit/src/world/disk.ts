import { DatabaseSync } from 'node:sqlite';
import type {
  AnyKind,
  ChannelAppend,
  DueEffect,
  EffectKey,
  Entry,
  LoadedChannel,
  Migration,
  NewEffect,
  Row,
  Sql,
  StoredEvent,
  StoredReply,
} from '@atrium/server';
import { keyOf } from '@atrium/server';

export interface DiskChannel {
  /** The fence: who wrote last, or has taken it. */
  term: string;
  /** Those after `trimmed`. */
  readonly events: StoredEvent[];
  /** Up to this offset the events are gone. */
  trimmed: number;
  /** That of the last event, gone or not. */
  head: LoadedChannel['head'];
  checkpoint: LoadedChannel['checkpoint'];
}
export interface DiskClient {
  last: number;
  settled: number;
  tag: number;
  readonly replies: Map<number, StoredReply>;
}
export interface DiskEffect extends DueEffect {
  readonly timer: string | null;
}

/** What survives a killed process: logs, clients and effects in plain maps to be looked at, and the kinds' own rows in SQLite. */
export class Disk {
  readonly channels = new Map<string, DiskChannel>();
  /** By `channel identity client`. */
  readonly clients = new Map<string, DiskClient>();
  /** By effect key; in the order in which they were asked for. */
  readonly effects = new Map<string, DiskEffect>();
  /** By channel: keys of effects it has carried out that their source has not been told about for good. */
  readonly received = new Map<string, Set<string>>();
  readonly #rows = new DatabaseSync(':memory:');
  readonly #migrated = new Set<string>();
  /** Read transactions under way; a commit waits for them, which is how each of them sees one state. */
  readers = 0;

  migrate(kinds: readonly AnyKind[]): void {
    this.migrateSteps(kinds.flatMap(({ migrations }): readonly Migration[] => migrations ?? []));
  }

  migrateSteps(steps: readonly Migration[]): void {
    for (const { name, sql } of steps) {
      if (this.#migrated.has(name)) continue;
      this.#migrated.add(name);
      this.#rows.exec(sql);
    }
  }

  channel(channel: string): DiskChannel {
    let known = this.channels.get(channel);
    if (!known) this.channels.set(channel, (known = { term: '0', events: [], trimmed: 0, head: ['0', 0], checkpoint: undefined }));
    return known;
  }

  read({ text, values }: Sql): readonly Row[] {
    // Rows without a prototype are not equal to those a test writes.
    return this.#rows
      .prepare(text)
      .all(...values)
      .map((row) => ({ ...row }) as Row);
  }

  /** All or nothing; the answer is how many rows each statement changed. */
  write(statements: readonly Sql[]): number[] {
    return this.transaction(() => statements.map(({ text, values }) => Number(this.#rows.prepare(text).run(...values).changes)));
  }

  transaction<T>(work: () => T): T {
    this.#rows.exec('begin');
    try {
      const result = work();
      this.#rows.exec('commit');
      return result;
    } catch (error) {
      this.#rows.exec('rollback');
      throw error;
    }
  }

  /** How many entries' rows fit, and why the next one's do not. Behind a savepoint of its own, as ports/store.ts asks. */
  entries({ channel, entries }: ChannelAppend, fails: (index: number) => boolean): { readonly count: number; readonly error?: string } {
    const trimmed = this.channels.get(channel)?.trimmed ?? 0;
    this.#rows.exec('savepoint channel');
    for (const [index, { rows, redacts, checkpoint }] of entries.entries()) {
      try {
        if (fails(index)) throw new Error('told to fail');
        if (trimmed > 0 && redacts.length > 0 && !checkpoint) throw new Error('A deletion in a channel whose log was trimmed has to bring a checkpoint.');
        for (const { text, values } of rows) this.#rows.prepare(text).run(...values);
      } catch (error) {
        this.#rows.exec('rollback to channel; release channel');
        for (const entry of entries.slice(0, index)) for (const { text, values } of entry.rows) this.#rows.prepare(text).run(...values);
        return { count: index, error: String(error) };
      }
    }
    this.#rows.exec('release channel');
    return { count: entries.length };
  }

  /** Writes what is not rows. */
  enter({ channel, term, entries }: ChannelAppend): void {
    const known = this.channel(channel);
    known.term = term;
    for (const entry of entries) {
      const first = known.head[1] + 1;
      for (const event of entry.events) {
        known.head = [term, known.head[1] + 1];
        known.events.push({ ...event, offset: known.head[1], term });
      }
      for (const offset of entry.redacts) this.#redact(channel, offset);
      for (const name of entry.cancels) this.#forgetTimer(channel, name);
      for (const effect of entry.effects) this.#effect({ channel, term, offset: first + effect.event, index: effect.index }, effect);
      this.#answered(channel, entry);
      if (entry.received) {
        const keys = this.received.get(channel) ?? new Set();
        this.received.set(channel, keys.add(keyOf(entry.received)));
      }
      if (entry.checkpoint) known.checkpoint = { ...entry.checkpoint, at: known.head };
      else if (entry.redacts.length > 0) known.checkpoint = undefined;
    }
  }

  trim(channel: string, upTo: number, limit: number): number {
    const known = this.channels.get(channel);
    if (!known?.checkpoint) return 0;
    const to = Math.min(upTo, known.checkpoint.at[1], known.trimmed + limit);
    const gone = known.events.splice(0, Math.max(0, to - known.trimmed)).length;
    known.trimmed += gone;
    return gone;
  }

  /** Does this text stand in a log, a reply or a checkpoint? */
  holds(text: string): boolean {
    const channels = [...this.channels.values()];
    const replies = [...this.clients.values()].map(({ replies: all }) => [...all.values()]);
    return (
      JSON.stringify([channels.map(({ events }) => events), replies]).includes(text) ||
      channels.some(({ checkpoint }) => checkpoint && Buffer.from(checkpoint.body).includes(text))
    );
  }

  settle(done: readonly EffectKey[], again: readonly { readonly key: EffectKey; readonly due: number }[]): void {
    for (const key of done.map(keyOf)) {
      this.effects.delete(key);
      for (const keys of this.received.values()) keys.delete(key);
    }
    for (const { key, due } of again) {
      const effect = this.effects.get(keyOf(key));
      if (effect) this.effects.set(keyOf(key), { ...effect, due, tries: effect.tries + 1 });
    }
  }

  #effect(key: EffectKey, { target, name, body, due, timer }: NewEffect): void {
    if (timer !== null) this.#forgetTimer(key.channel, timer);
    this.effects.set(keyOf(key), { ...key, target, name, body, due, tries: 0, timer });
  }

  #forgetTimer(channel: string, timer: string): void {
    for (const [key, effect] of this.effects) if (effect.channel === channel && effect.timer === timer) this.effects.delete(key);
  }

  #redact(channel: string, offset: number): void {
    const { events, trimmed } = this.channel(channel);
    const event = events[offset - 1 - trimmed];
    if (event) events[offset - 1 - trimmed] = { ...event, body: null };
    for (const [key, client] of this.clients) {
      if (!key.startsWith(`${channel} `)) continue;
      for (const [n, reply] of client.replies) if (reply.at[1] === offset) client.replies.set(n, { ...reply, body: '{"reply":null}' });
    }
  }

  #answered(channel: string, { answered }: Entry): void {
    if (!answered) return;
    const { identity, client, tag, settled, reply } = answered;
    const key = clientKey({ channel, identity, client });
    let row = this.clients.get(key);
    if (!row) this.clients.set(key, (row = { last: 0, settled: 0, tag, replies: new Map() }));
    row.last = reply.n;
    row.settled = Math.max(row.settled, settled);
    row.replies.set(reply.n, reply);
    for (const n of row.replies.keys()) if (n <= row.settled) row.replies.delete(n);
  }

  close(): void {
    this.#rows.close();
  }
}

export const clientKey = (of: { readonly channel: string; readonly identity: string; readonly client: string }): string =>
  `${of.channel} ${of.identity} ${of.client}`;
