import type { FromHub, Position } from '@atrium/protocol';

type SnapshotPart = Extract<FromHub, { t: 'snapshot' }>;

/** The parts of one snapshot, gathered by the position they belong to. */
export class SnapshotParts {
  readonly #at: Position;
  readonly #texts: string[] = [];
  characters = 0;

  constructor(at: Position) {
    this.#at = at;
  }

  /** False when it is not the next part of this snapshot: something is missing. */
  add({ at, part, text }: SnapshotPart): boolean {
    if (part !== this.#texts.length || at[0] !== this.#at[0] || at[1] !== this.#at[1]) return false;
    this.#texts.push(text);
    this.characters += text.length;
    return true;
  }

  get text(): string {
    return this.#texts.join('');
  }
}
