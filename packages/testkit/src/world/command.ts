import type { Position, WireError } from '@atrium/protocol';

/** One command of a test client, from its emit to its final answer. */
export interface TestCommand {
  readonly channel: string;
  readonly n: number;
  readonly name: string;
  readonly input: unknown;
  /** When it was put on the wire first, by the hub's clock. */
  first: number | undefined;
  answer: { readonly at: Position | undefined; readonly reply: unknown; readonly error: WireError | undefined } | undefined;
  /** The promise was resolved or rejected, and how often: more than once is a mistake. */
  told: number;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One channel's commands, numbered 1, 2, 3 … */
export class TestLane {
  last = 0;
  settled = 0;
  readonly open = new Map<number, TestCommand>();

  /** Everything up to `settled` is finally answered. */
  settle(): void {
    while (this.settled < this.last && !this.#waits(this.settled + 1)) this.settled += 1;
  }

  #waits(n: number): boolean {
    const command = this.open.get(n);
    return command !== undefined && command.answer === undefined;
  }
}
