import {
  type AppendOutcome,
  type ChannelAppend,
  type ClientKey,
  type ClientRow,
  type Clock,
  type DueEffect,
  type EffectKey,
  type LoadedChannel,
  type LogPage,
  type Read,
  type Sql,
  type Store,
  UnknownOutcome,
} from '@atrium/server';
import type { Position } from '@atrium/protocol';
import { clientKey, type Disk } from './disk.ts';
import type { Seeded } from './random.ts';

/** What may go wrong, each with its probability per commit or read. */
export interface StoreFaults {
  /** Milliseconds before a commit is on disk, and again before that is told; from..to. */
  readonly commitMs?: readonly [least: number, most: number];
  /** Milliseconds that a read takes. */
  readonly readMs?: readonly [least: number, most: number];
  /** Nothing of any channel is stored. */
  readonly failed?: number;
  /** One entry's rows fail, of one channel. */
  readonly entry?: number;
  readonly fenced?: number;
  /** COMMIT's answer is lost: after, or before it was done. */
  readonly tornAfter?: number;
  readonly tornBefore?: number;
}
export type Fault = 'failed' | 'fenced' | 'torn-after' | 'torn-before' | { readonly entry: number };

/**
 * A store in memory that does what ports/store.ts says, deterministically, and fails as it is told: by chance from a seed, or the next commit
 * by name. It is one process's handle on a Disk: killed, it never answers again, and what it had not put there is gone.
 */
export class StoreDouble implements Store {
  readonly disk: Disk;
  readonly #clock: Clock;
  readonly #random: Seeded;
  faults: StoreFaults;
  /** For the next commits, before chance is asked. */
  readonly next: Fault[] = [];
  /** Reads that fail before they succeed again. */
  failingReads = 0;
  /** What was appended, in commits: channel and number of entries. */
  readonly commits: { readonly channel: string; readonly entries: number }[][] = [];
  #alive = true;
  #held: (() => void)[] | undefined;
  #heldReads: (() => void)[] | undefined;

  constructor(disk: Disk, { clock, random, faults = {} }: { readonly clock: Clock; readonly random: Seeded; readonly faults?: StoreFaults }) {
    this.disk = disk;
    this.#clock = clock;
    this.#random = random;
    this.faults = faults;
  }

  kill(): void {
    this.#alive = false;
  }

  /** Commits wait, before anything is on disk, until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }

  holdReads(): void {
    this.#heldReads ??= [];
  }

  releaseReads(): void {
    const held = this.#heldReads ?? [];
    this.#heldReads = undefined;
    for (const go of held) go();
  }

  async append(batches: readonly ChannelAppend[]): Promise<readonly AppendOutcome[]> {
    if (this.#held) await new Promise<void>((resolve) => void this.#held?.push(resolve));
    await this.#takes(this.faults.commitMs);
    while (this.disk.readers > 0) await this.#waits(0);
    const fault = this.next.shift() ?? this.#chance();
    if (fault === 'failed') return batches.map(() => ({ kind: 'failed', error: 'the disk is full' }));
    if (fault === 'torn-before') throw new UnknownOutcome('commit failed');
    this.commits.push(batches.map(({ channel, entries }) => ({ channel, entries: entries.length })));
    const outcomes = this.disk.transaction(() => batches.map((batch, index) => this.#one(batch, index === 0 ? fault : undefined)));
    await this.#takes(this.faults.commitMs);
    if (fault === 'torn-after') throw new UnknownOutcome('the answer to commit was lost');
    return outcomes;
  }

  #one(batch: ChannelAppend, fault: Fault | undefined): AppendOutcome {
    const { channel, expected, entries } = batch;
    const known = this.disk.channel(channel);
    const head = this.#head(channel);
    if (fault === 'fenced' || (known.term !== batch.fence && known.term !== batch.term) || head[0] !== expected[0] || head[1] !== expected[1])
      return { kind: 'fenced' };
    const failing = typeof fault === 'object' ? fault.entry : -1;
    const { count, error } = this.disk.entries(batch, (index) => index === failing);
    this.disk.enter({ ...batch, entries: entries.slice(0, count) });
    return error === undefined ? { kind: 'committed' } : { kind: 'committed-to', entries: count, error };
  }

  #chance(): Fault | undefined {
    const { failed = 0, entry = 0, fenced = 0, tornAfter = 0, tornBefore = 0 } = this.faults;
    if (this.#random.chance(failed)) return 'failed';
    if (this.#random.chance(fenced)) return 'fenced';
    if (this.#random.chance(tornAfter)) return 'torn-after';
    if (this.#random.chance(tornBefore)) return 'torn-before';
    return this.#random.chance(entry) ? { entry: this.#random.between([0, 2]) } : undefined;
  }

  async load(channel: string): Promise<LoadedChannel> {
    await this.#reads();
    const { term = '0', checkpoint } = this.disk.channels.get(channel) ?? {};
    return { head: this.#head(channel), term, received: [...(this.disk.received.get(channel) ?? [])], ...(checkpoint && { checkpoint }) };
  }

  async read(channel: string, after: number, limit: { readonly events: number; readonly bytes: number }): Promise<LogPage> {
    await this.#reads();
    const events: LogPage['events'][number][] = [];
    let bytes = 0;
    const { events: kept = [], trimmed = 0 } = this.disk.channels.get(channel) ?? {};
    const first = Math.max(0, after - trimmed);
    for (const event of kept.slice(first, first + limit.events)) {
      bytes += event.body?.length ?? 0;
      if (events.length > 0 && bytes > limit.bytes) break;
      events.push(event);
    }
    return { events, head: this.#head(channel) };
  }

  async heads(channels: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    await this.#reads();
    return new Map(channels.map((channel) => [channel, this.#head(channel)]));
  }

  async client(key: ClientKey): Promise<ClientRow | undefined> {
    await this.#reads();
    const row = this.disk.clients.get(clientKey(key));
    return row && { last: row.last, settled: row.settled, tag: row.tag, replies: [...row.replies.values()].sort((a, b) => a.n - b.n) };
  }

  async transact<T>(reads: (read: Read, head: (channel: string) => Promise<Position>) => Promise<T>): Promise<T> {
    await this.#reads();
    this.disk.readers += 1;
    try {
      return await reads(
        async (query) => this.disk.read(query),
        async (channel) => this.#head(channel),
      );
    } finally {
      this.disk.readers -= 1;
    }
  }

  async write(statements: readonly Sql[]): Promise<readonly number[]> {
    await this.#takes(this.faults.commitMs);
    return this.disk.write(statements);
  }

  async dueEffects(now: number, limit: number): Promise<{ readonly effects: readonly DueEffect[]; readonly nextDue: number | undefined }> {
    await this.#reads();
    // The sort is stable: effects due at the same time stay in the order in which they were asked for.
    const all = [...this.disk.effects.values()].sort((a, b) => a.due - b.due);
    const effects = all.filter(({ due }) => due <= now).slice(0, limit);
    return { effects: effects.map(({ timer: _timer, ...effect }) => effect), nextDue: all[effects.length]?.due };
  }

  async settleEffects(done: readonly EffectKey[], again: readonly { readonly key: EffectKey; readonly due: number }[]): Promise<void> {
    await this.#takes(this.faults.commitMs);
    this.disk.settle(done, again);
  }

  async trim(channel: string, upTo: number, limit: number): Promise<number> {
    await this.#takes(this.faults.commitMs);
    return this.disk.trim(channel, upTo, limit);
  }

  async backup(): Promise<void> {
    throw new Error('A store in memory has no file to copy.');
  }

  async close(): Promise<void> {
    this.kill();
  }

  #head(channel: string): Position {
    return this.disk.channels.get(channel)?.head ?? ['0', 0];
  }

  async #reads(): Promise<void> {
    if (this.#heldReads) await new Promise<void>((resolve) => void this.#heldReads?.push(resolve));
    await this.#takes(this.faults.readMs);
    if (this.failingReads > 0) {
      this.failingReads -= 1;
      throw new Error('told to fail');
    }
  }

  async #takes(ms: readonly [number, number] | undefined): Promise<void> {
    if (ms) await this.#waits(this.#random.between(ms));
    // Whoever was killed hears nothing any more, and does nothing any more.
    if (!this.#alive) await new Promise<never>(() => undefined);
  }

  #waits(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(ms, resolve));
  }
}
