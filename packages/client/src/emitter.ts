/** Listeners by name, in the order in which they came. One that throws harms neither the others nor what is being told. */
export class Emitter {
  readonly #listeners = new Map<string, Set<(...told: never[]) => void>>();

  on(name: string, listener: (...told: never[]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set.add(listener));
    return () => this.off(name, listener);
  }

  off(name: string, listener: (...told: never[]) => void): void {
    const set = this.#listeners.get(name);
    if (set?.delete(listener) && set.size === 0) this.#listeners.delete(name);
  }

  tell(name: string, ...told: readonly unknown[]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(...(told as never[]));
      } catch (error) {
        // A listener's bug belongs to the program's own handler of uncaught errors, not into a fold that others rely on.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
