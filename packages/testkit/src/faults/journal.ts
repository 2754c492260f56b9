import { closeSync, openSync, writeSync } from 'node:fs';
import type { Fault, Happened } from './check/history.ts';

/** Written at once: what a process wrote down is there after SIGKILL, so a command is in the history before it is given. */
export class Journal<T extends Happened | Fault> {
  readonly #file: number;

  constructor(file: string) {
    this.#file = openSync(file, 'a');
  }

  write(entry: T): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}
