import type { AppendOutcome, ChannelAppend, Entry } from '@atrium/server';
import type { SQLOutputValue } from 'node:sqlite';
import type { Cells } from './calls.ts';
import { answer } from './clients.ts';
import { noteEffects } from './effects.ts';
import { CommitFailed, isEnvironment, messageOf } from './errors.ts';
import type { Handle } from './handle.ts';
import { redact } from './redact.ts';

/** The statements that change rows: for every other one SQLite would answer the count of the one before. */
const CHANGES_ROWS = /^\s*(?:insert|update|delete|replace|with)\b/i;

/** Applies whole batches and the app's statements, each call one transaction. */
export class LogWriter {
  readonly #handle: Handle;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** @throws CommitFailed when it is unknown what is on disk. */
  append(appends: readonly ChannelAppend[], now: number): readonly AppendOutcome[] {
    const outcomes: AppendOutcome[] = [];
    try {
      this.#run('begin immediate');
      for (const append of appends) outcomes.push(this.#channel(append, now));
    } catch (error) {
      this.#handle.rollback();
      return appends.map(() => ({ kind: 'failed', error: messageOf(error) }));
    }
    this.#commit();
    return outcomes;
  }

  write(statements: readonly (readonly [text: string, values: Cells])[]): readonly number[] {
    const counts: number[] = [];
    try {
      this.#run('begin immediate');
      for (const [text, values] of statements) {
        const { changes } = this.#handle.prepare(text).run(...values);
        counts.push(CHANGES_ROWS.test(text) ? Number(changes) : 0);
      }
    } catch (error) {
      this.#handle.rollback();
      throw error;
    }
    this.#commit();
    return counts;
  }

  /** Runs the store's own housekeeping as one transaction. */
  transaction(work: (handle: Handle) => void): void {
    try {
      this.#run('begin immediate');
      work(this.#handle);
    } catch (error) {
      this.#handle.rollback();
      throw error;
    }
    this.#commit();
  }

  #run(text: string): void {
    this.#handle.prepare(text).run();
  }

  #commit(): void {
    try {
      this.#run('commit');
    } catch (error) {
      throw new CommitFailed(`It is not known whether the last changes are on disk: ${messageOf(error)}`);
    }
  }

  #channel(append: ChannelAppend, now: number): AppendOutcome {
    this.#run('savepoint channel');
    let count = append.entries.length;
    let failure: unknown;
    for (;;) {
      const failed = this.#attempt(append, count, now);
      if (failed === 'fenced') {
        this.#run('rollback to channel');
        this.#run('release channel');
        return { kind: 'fenced' };
      }
      if (failed === undefined) break;
      // Only the entries before the one that failed are applied again; each round is shorter, so this ends.
      this.#run('rollback to channel');
      count = failed.entry;
      failure = failed.error;
    }
    this.#run('release channel');
    return failure === undefined ? { kind: 'committed' } : { kind: 'committed-to', entries: count, error: messageOf(failure) };
  }

  /** Applies the first `count` entries. */
  #attempt(append: ChannelAppend, count: number, now: number): 'fenced' | { readonly entry: number; readonly error: unknown } | undefined {
    const id = this.#admit(append);
    if (id === undefined) return 'fenced';
    let head = append.expected[1];
    for (const [index, entry] of append.entries.entries()) {
      if (index === count) break;
      try {
        head = this.#entry({ id, address: append.channel, term: append.term }, entry, head, now);
      } catch (error) {
        if (isEnvironment(error) || !this.#handle.db.isTransaction) throw error;
        return { entry: index, error };
      }
    }
    const term = head === append.expected[1] ? append.expected[0] : append.term;
    this.#handle.prepare('update channels set fence = ?, term = ?, head = ? where id = ?').run(append.term, term, head, id);
    return undefined;
  }

  /** The channel's number when this owner may write and knows the head. */
  #admit({ channel, expected, term, fence }: ChannelAppend): SQLOutputValue | undefined {
    const row = this.#handle.prepare('select id, fence, term, head from channels where address = ?').get(channel);
    if (!row) {
      if (fence !== '0' || expected[0] !== '0' || expected[1] !== 0) return undefined;
      return this.#handle.prepare(`insert into channels (address, fence, term, head) values (?, ?, '0', 0) returning id`).get(channel, term)?.['id'];
    }
    const mine = row['fence'] === fence || row['fence'] === term;
    return mine && row['term'] === expected[0] && row['head'] === expected[1] ? row['id'] : undefined;
  }

  #entry(channel: { readonly id: SQLOutputValue; readonly address: string; readonly term: string }, entry: Entry, head: number, now: number): number {
    const insert = this.#handle.prepare(
      'insert into events (channel_id, "offset", term, name, version, at, tag, n, audience, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    let offset = head;
    for (const { name, version, at, by, audience, body } of entry.events) {
      offset += 1;
      insert.run(channel.id, offset, channel.term, name, version, at, by ? by[0] : null, by ? by[1] : null, audience, body);
    }
    for (const { text, values } of entry.rows) this.#handle.prepare(text).run(...values);
    noteEffects(this.#handle, channel, entry, head);
    if (entry.answered) answer(this.#handle, channel.id, entry.answered, now);
    if (entry.redacts.length > 0) redact(this.#handle, channel.id, entry.redacts);
    return offset;
  }
}
