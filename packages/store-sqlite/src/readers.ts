import { sql } from '@atrium/server';
import type { LoadedChannel, Read } from '@atrium/server';
import type { ReaderCalls } from './calls.ts';
import { StoreError } from './errors.ts';
import { positionOf } from './rows.ts';
import { fromTable } from './table.ts';
import { Thread } from './thread.ts';

/** Read transactions open at once per thread; further ones wait for their turn. */
const LEASES_PER_THREAD = 4;

interface Slot {
  readonly thread: Thread<ReaderCalls>;
  readonly lease: number;
}

/** The reader threads: hands out their leases, one a transaction, and can bring all reading to a stop for a moment. */
export class Readers {
  readonly #threads: readonly Thread<ReaderCalls>[];
  readonly #limitMs: number;
  readonly #free: Slot[] = [];
  readonly #waiting: ((slot: Slot) => void)[] = [];
  #next = 0;
  /** Reads and leases that are under way. */
  #active = 0;
  #quiet: Promise<unknown> | undefined;
  #idle: (() => void) | undefined;

  constructor(options: { readonly threads: number; readonly limitMs: number; readonly died: (error: Error) => void }) {
    this.#limitMs = options.limitMs;
    this.#threads = Array.from({ length: options.threads }, () => new Thread<ReaderCalls>('reader', { died: options.died }));
  }

  async open(file: string): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.call('open', [file, LEASES_PER_THREAD])));
    for (const thread of this.#threads) {
      for (let lease = 0; lease < LEASES_PER_THREAD; lease += 1) this.#free.push({ thread, lease });
    }
  }

  /** A read that is one question; it has its own short transaction in the thread. */
  async ask<K extends keyof ReaderCalls>(op: K, ask: ReaderCalls[K]['ask']): Promise<ReaderCalls[K]['answer']> {
    await this.#begin();
    try {
      this.#next = (this.#next + 1) % this.#threads.length;
      const thread = this.#threads[this.#next];
      if (!thread) throw new StoreError('closed', 'The database is closed.');
      return await thread.call(op, ask);
    } finally {
      this.#end();
    }
  }

  async transact<T>(reads: (read: Read, head: (channel: string) => Promise<LoadedChannel['head']>) => Promise<T>): Promise<T> {
    await this.#begin();
    const slot = this.#free.pop() ?? (await new Promise<Slot>((resolve) => this.#waiting.push(resolve)));
    let over: StoreError | undefined;
    const finish = (why: StoreError): void => {
      if (over) return;
      over = why;
      clearTimeout(timer);
      const back = (): void => {
        const waiting = this.#waiting.shift();
        if (waiting) waiting(slot);
        else this.#free.push(slot);
        this.#end();
      };
      slot.thread.call('release', slot.lease).then(back, back);
    };
    const timer = setTimeout(
      () =>
        finish(new StoreError('too-long', `A read transaction was ended after ${this.#limitMs} ms, because it keeps the WAL growing. Read less at a time.`)),
      this.#limitMs,
    );
    timer.unref();
    const read: Read = async ({ text, values }) => {
      if (over) throw over;
      return fromTable(await slot.thread.call('lease', [slot.lease, text, values]));
    };
    try {
      return await reads(read, async (channel) => {
        const [row] = await read(sql`select term, head from channels where address = ${channel}`);
        return row ? positionOf(String(row['term']), Number(row['head'])) : positionOf('0', 0);
      });
    } finally {
      finish(new StoreError('closed', 'This read came after its transaction had ended.'));
    }
  }

  /** Runs `work` while nobody reads: new reads wait, and open ones end within the limit. */
  async quietly(work: () => Promise<unknown>): Promise<void> {
    if (this.#quiet) return;
    const idle = this.#active === 0 ? Promise.resolve() : new Promise<void>((resolve) => (this.#idle = resolve));
    this.#quiet = idle.then(work).catch(() => undefined);
    await this.#quiet;
    this.#quiet = undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.call('close', null)));
    await Promise.all(this.#threads.map((thread) => thread.ended()));
  }

  async #begin(): Promise<void> {
    while (this.#quiet) await this.#quiet;
    this.#active += 1;
  }
  #end(): void {
    this.#active -= 1;
    if (this.#active > 0) return;
    this.#idle?.();
    this.#idle = undefined;
  }
}
