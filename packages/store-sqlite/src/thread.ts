import { UnknownOutcome } from '@atrium/server';
import { Worker } from 'node:worker_threads';
import type { Answer, Failure, Notice, Question } from './calls.ts';
import { StoreError } from './errors.ts';
import { workerUrl } from './worker-url.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const errorOf = ([code, message]: Failure): Error => (code === 'unknown-outcome' ? new UnknownOutcome(message) : new StoreError(code, message));

/** The main thread's end of one worker thread: questions out, answers back by their number. */
export class Thread<C extends { [K in keyof C]: { ask: unknown; answer: unknown } }> {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #last = 0;
  #gone: StoreError | undefined;

  constructor(program: 'writer' | 'reader', on: { readonly notice?: (what: Notice) => void; readonly died: (error: Error) => void }) {
    let failure: Error | undefined;
    this.#worker = new Worker(workerUrl(program), { name: `sqlite-${program}` });
    this.#worker.on('message', (answer: Answer) => {
      if (answer.length === 2) on.notice?.(answer[1]);
      else this.#settle(answer);
    });
    this.#worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#gone ??= new StoreError('closed', failure ? `The database's ${program} thread stopped: ${failure.message}` : 'The database is closed.');
        for (const pending of this.#pending.values()) pending.reject(this.#gone);
        this.#pending.clear();
        if (failure) on.died(failure);
        resolve();
      });
    });
  }

  #settle(answer: Exclude<Answer, readonly [0, Notice]>): void {
    const pending = this.#pending.get(answer[0]);
    this.#pending.delete(answer[0]);
    if (answer[1]) pending?.resolve(answer[2]);
    else pending?.reject(errorOf(answer[2]));
  }

  call<K extends keyof C & string>(op: K, ask: C[K]['ask']): Promise<C[K]['answer']> {
    if (this.#gone) return Promise.reject(this.#gone);
    this.#last += 1;
    const question: Question = [this.#last, op, ask];
    return new Promise<C[K]['answer']>((resolve, reject) => {
      // The answer's type is what calls.ts says of the question: both ends are one program.
      this.#pending.set(this.#last, { resolve, reject });
      this.#worker.postMessage(question);
    });
  }

  /** Resolves when the thread has ended; it ends itself after its answer to `close`. */
  ended(): Promise<void> {
    return this.#ended;
  }
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }
}
