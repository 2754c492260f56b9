import { parentPort } from 'node:worker_threads';
import type { Answer, Notice, Question } from './calls.ts';
import { CommitFailed, messageOf, StoreError } from './errors.ts';

type Calls = Record<string, { ask: unknown; answer: unknown }>;
export type Handlers<C extends { [K in keyof C]: Calls[string] }> = { readonly [K in keyof C]: (ask: C[K]['ask']) => C[K]['answer'] | Promise<C[K]['answer']> };

const say = (answer: Answer): void => parentPort?.postMessage(answer);
export const notice = (what: Notice): void => say([0, what]);

/** Answers the main thread's questions in the order they came; a handler that is synchronous is done before the next question is looked at. */
export function serve<C extends { [K in keyof C]: Calls[string] }>(handlers: Handlers<C>): void {
  const byName = new Map<string, (ask: never) => unknown>(Object.entries(handlers));
  parentPort?.on('message', ([id, op, ask]: Question) => {
    const answer = (value: unknown): void => say([id, true, value]);
    const fail = (error: unknown): void => {
      if (error instanceof CommitFailed) say([id, false, ['unknown-outcome', error.message]]);
      else say([id, false, error instanceof StoreError ? [error.code, error.message] : ['statement', messageOf(error)]]);
    };
    try {
      const value = byName.get(op)?.(ask as never);
      if (value instanceof Promise) value.then(answer, fail);
      else answer(value);
    } catch (error) {
      fail(error);
    }
  });
}
/** Lets the thread end once the answer that is being given is out. */
export const leave = (): void => void setImmediate(() => parentPort?.close());
