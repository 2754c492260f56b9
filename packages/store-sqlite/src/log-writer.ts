import type { AppendOutcome, ChannelAppend, Entry } from '@atrium/server';
import type { SQLOutputValue } from 'node:sqlite';
import type { Cells } from './calls.ts';
import { dropCheckpoint, keepCheckpoint } from './checkpoints.ts';
import { Answers } from './clients.ts';
import { noteEffects } from './effects.ts';
import { CommitFailed, inWords, isEnvironment, messageOf, tookNothing } from './errors.ts';
import type { Handle } from './handle.ts';
import { redact } from './redact.ts';
import { positionOf } from './rows.ts';

/** The statements that change rows: for every other one SQLite would answer the count of the one before. */
const CHANGES_ROWS = /^\s*(?:insert|update|delete|replace|with)\b/i;

/** Nothing of any channel is on disk: the reason goes as far as the people who asked, so it names no path. */
export const refused = (appends: readonly ChannelAppend[], error: unknown): readonly AppendOutcome[] =>
  appends.map(() => ({ kind: 'failed', error: inWords(error) }));

/** Applies whole batches and the app's statements, each call one transaction. */
export class LogWriter {
  readonly #handle: Handle;
  /** Why the last append that failed did. */
  failure: unknown;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** @throws CommitFailed when it is unknown what is on disk. */
  append(appends: readonly ChannelAppend[], now: number): readonly AppendOutcome[] {
    const outcomes: AppendOutcome[] = [];
    try {
      this.#run('begin immediate');
      for (const append of appends) outcomes.push(this.#channel(append, now));
      this.#commit();
      return outcomes;
    } catch (error) {
      if (error instanceof CommitFailed) throw error;
      this.#handle.rollback();
      this.failure = error;
      return refused(appends, error);
    }
  }

  write(statements: readonly (readonly [text: string, values: Cells])[]): readonly number[] {
    const counts: number[] = [];
    try {
      this.#run('begin immediate');
      for (const [text, values] of statements) {
        const { changes } = this.#handle.prepare(text).run(...values);
        counts.push(CHANGES_ROWS.test(text) ? Number(changes) : 0);
      }
      this.#commit();
      return counts;
    } catch (error) {
      if (!(error instanceof CommitFailed)) this.#handle.rollback();
      throw error;
    }
  }

  /** Runs the store's own housekeeping as one transaction. */
  transaction<T>(work: (handle: Handle) => T): T {
    try {
      this.#run('begin immediate');
      const result = work(this.#handle);
      this.#commit();
      return result;
    } catch (error) {
      if (!(error instanceof CommitFailed)) this.#handle.rollback();
      throw error;
    }
  }

  #run(text: string): void {
    this.#handle.prepare(text).run();
  }

  #commit(): void {
    try {
      this.#run('commit');
    } catch (error) {
      if (tookNothing(error)) throw error;
      throw new CommitFailed(`It is not known whether the last changes are on disk: ${messageOf(error)}`);
    }
  }

  #channel(append: ChannelAppend, now: number): AppendOutcome {
    this.#run('savepoint channel');
    let count = append.entries.length;
    let failure: unknown;
    let together = true;
    for (;;) {
      const failed = this.#attempt(append, { count, together }, now);
      if (failed === 'apart') {
        this.#run('rollback to channel');
        together = false;
        continue;
      }
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

  /** Applies the first `count` entries; their answers together, unless those failed: then one by one, to find out whose it was. */
  #attempt(
    append: ChannelAppend,
    { count, together }: { readonly count: number; readonly together: boolean },
    now: number,
  ): 'fenced' | 'apart' | { readonly entry: number; readonly error: unknown } | undefined {
    const answers = new Answers();
    const id = this.#admit(append);
    if (id === undefined) return 'fenced';
    let head = append.expected[1];
    for (const [index, entry] of append.entries.entries()) {
      if (index === count) break;
      try {
        head = this.#entry({ id, term: append.term, expected: append.expected, answers }, entry, head, now);
        if (!together) answers.write(this.#handle, id, now);
      } catch (error) {
        if (isEnvironment(error) || !this.#handle.db.isTransaction) throw error;
        return { entry: index, error };
      }
    }
    try {
      answers.write(this.#handle, id, now);
    } catch (error) {
      if (isEnvironment(error) || !this.#handle.db.isTransaction) throw error;
      return 'apart';
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

  #entry(
    channel: { readonly id: SQLOutputValue; readonly term: string; readonly expected: ChannelAppend['expected']; readonly answers: Answers },
    entry: Entry,
    head: number,
    now: number,
  ): number {
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
    if (entry.answered) channel.answers.add(entry.answered);
    if (entry.redacts.length > 0) {
      // It takes the content of stored replies too.
      channel.answers.write(this.#handle, channel.id, now);
      redact(this.#handle, channel.id, entry.redacts);
    }
    if (entry.checkpoint) {
      const at = positionOf(offset === channel.expected[1] ? channel.expected[0] : channel.term, offset);
      keepCheckpoint(this.#handle, channel.id, { ...entry.checkpoint, at });
    } else if (entry.redacts.length > 0) dropCheckpoint(this.#handle, channel.id);
    return offset;
  }
}
