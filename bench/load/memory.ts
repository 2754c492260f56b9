import { residentBytes } from '../lib/proc.ts';

/** Milliseconds: a look takes some tens of microseconds, on the generator's core. */
const LOOK_EVERY_MS = 10;

/** The most memory that a process has resident while it is looked at. What the kernel holds for its sockets is not in it. */
export class Peak {
  readonly #look: () => number;
  #most = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number, look: (pid: number) => number = residentBytes) {
    this.#look = () => look(pid);
  }

  begin(): void {
    this.end();
    this.#most = this.#look();
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  look(): void {
    this.#most = Math.max(this.#most, this.#look());
  }

  /** Bytes. */
  end(): number {
    if (this.#timer === undefined) return this.#most;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.look();
    return this.#most;
  }
}
