/** Rooms that stay joined after they were left for another: going back to one of them is instant, and more would only cost traffic. */
const KEPT = 5;

/** Keeps the rooms opened last joined. */
export class KeptRooms {
  readonly #join: (room: string) => { leave(): void };
  readonly #kept = new Map<string, { leave(): void }>();

  constructor(join: (room: string) => { leave(): void }) {
    this.#join = join;
  }

  opened(room: string): void {
    const held = this.#kept.get(room) ?? this.#join(room);
    // A map keeps its order: the one opened last stands last.
    this.#kept.delete(room);
    this.#kept.set(room, held);
    for (const [oldest, handle] of this.#kept) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
      handle.leave();
    }
  }

  close(): void {
    for (const handle of this.#kept.values()) handle.leave();
    this.#kept.clear();
  }
}
