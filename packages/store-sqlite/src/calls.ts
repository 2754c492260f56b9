import type { AppendOutcome, Migration, SqlValue } from '@atrium/server';
import type { StoreErrorCode } from './errors.ts';

/** Plain values in one flat array: the cheapest thing to post to another thread. */
export type Cell = SqlValue;
export type Cells = readonly Cell[];

/** Rows as they cross threads: the column names once, then the values of each row. */
export type Table = readonly [columns: readonly string[], rows: readonly Cells[]];

export interface OpenWriter {
  readonly directory: string;
  readonly backups: string;
  readonly migrations: readonly Migration[];
  readonly now: number;
}

/** What each thread answers: the one list both ends are typed by. */
export interface WriterCalls {
  open: { ask: OpenWriter; answer: null };
  append: { ask: readonly [now: number, appends: Cells]; answer: readonly AppendOutcome[] };
  write: { ask: readonly (readonly [text: string, values: Cells])[]; answer: readonly number[] };
  /** How many events went. */
  trim: { ask: readonly [channel: string, upTo: number, limit: number]; answer: number };
  settle: { ask: readonly [now: number, done: Cells, again: Cells]; answer: null };
  /** True when the WAL was emptied; false when a reader held it back. */
  checkpoint: { ask: null; answer: boolean };
  backup: { ask: string; answer: null };
  close: { ask: null; answer: null };
}

export interface ReaderCalls {
  open: { ask: readonly [file: string, leases: number]; answer: null };
  /** One read of a leased handle; the first one begins its transaction. */
  lease: { ask: readonly [lease: number, text: string, values: Cells]; answer: Table };
  release: { ask: number; answer: null };
  load: {
    ask: string;
    answer: readonly [headTerm: string, head: number, fence: string, received: readonly Cells[], checkpoint: Cells | null];
  };
  page: {
    ask: readonly [channel: string, after: number, events: number, bytes: number];
    answer: readonly [headTerm: string, head: number, events: readonly Cells[]];
  };
  heads: { ask: readonly string[]; answer: readonly Cells[] };
  client: { ask: readonly [identity: string, client: string, channel: string, now: number]; answer: readonly [row: Cells, replies: readonly Cells[]] | null };
  due: { ask: readonly [now: number, limit: number]; answer: readonly [effects: readonly Cells[], nextDue: number | null] };
  close: { ask: null; answer: null };
}

/** What a writer says unasked: a reader holds the WAL back, so that deleted text is still in it; or nothing can be written, and can again. */
export type Notice = 'held-back' | 'held-back-long' | 'let-go' | 'writes-again' | readonly ['cannot-write', why: string];

export type Failure = readonly [code: StoreErrorCode | 'unknown-outcome', message: string];
export type Question = readonly [id: number, op: string, ask: unknown];
export type Answer = readonly [id: number, ok: true, value: unknown] | readonly [id: number, ok: false, failure: Failure] | readonly [id: 0, notice: Notice];
