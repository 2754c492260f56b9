import type { Position } from '@atrium/protocol';
import type { Countable } from '../kind.ts';
import type { Admitted, ViewerChange } from '../ports/bus.ts';
import { Frame } from '../ports/transport.ts';
import type { EdgeHouse } from './edge.ts';
import type { Receiver } from './subscriber.ts';

interface Watcher {
  readonly receiver: Receiver;
  /** The owner has let it in: nothing of the channel is told before. */
  admitted: boolean;
}

/** Those who want to know of a channel's head without its events: equal for all, conflated, newest wins. */
export class Watchers {
  readonly #channel: string;
  readonly #house: EdgeHouse;
  readonly #watchers = new Map<string, Watcher>();
  readonly #dismissed: () => void;
  #countable: Countable | undefined;

  constructor(channel: string, house: EdgeHouse, dismissed: () => void) {
    this.#channel = channel;
    this.#house = house;
    this.#dismissed = dismissed;
  }

  get size(): number {
    return this.#watchers.size;
  }

  get connections(): Iterable<Receiver> {
    return [...this.#watchers.values()].map(({ receiver }) => receiver);
  }

  has(connection: string): boolean {
    return this.#watchers.has(connection);
  }

  note(countable: Countable | undefined): void {
    if (countable) this.#countable = countable;
  }

  /** `heard` gets what the owner says before anything is told; `settled` is called once, when it has said something. */
  add(receiver: Receiver, { heard, settled }: { readonly heard: (admitted: Admitted) => Position; readonly settled: () => void }): void {
    if (this.#watchers.has(receiver.id)) return settled();
    const watcher = { receiver, admitted: false };
    this.#watchers.set(receiver.id, watcher);
    this.#admit(watcher, heard, settled);
  }

  #admit(watcher: Watcher, heard: (admitted: Admitted) => Position, settled?: () => void): void {
    const { receiver } = watcher;
    this.#house.ask(
      { t: 'admit', channel: this.#channel, identity: receiver.identity, connection: receiver.id, clients: [], interest: 'watch' },
      ({ value, error }) => {
        settled?.();
        if (receiver.closed || this.#watchers.get(receiver.id) !== watcher) {
          // It left before it was let in, so the owner was told too early.
          if (value && !this.#watchers.has(receiver.id)) this.#house.tell({ t: 'forget', channel: this.#channel, connection: receiver.id, interest: 'watch' });
          return;
        }
        if (value) {
          const admitted = value as Admitted;
          const at = heard(admitted);
          this.note(admitted.countable);
          watcher.admitted = true;
          receiver.send(this.#frame(at));
        } else if (error?.retryAfterMs !== undefined) {
          this.#house.clock.after(error.retryAfterMs, () => this.#watchers.get(receiver.id) === watcher && this.#admit(watcher, heard));
        } else {
          this.#dismiss(receiver);
        }
      },
    );
  }

  /** Something was missed: who may watch is asked again. */
  readmit(heard: (admitted: Admitted) => Position): void {
    for (const watcher of this.#watchers.values()) {
      if (!watcher.admitted) continue;
      watcher.admitted = false;
      this.#admit(watcher, heard);
    }
  }

  remove(connection: string): boolean {
    if (!this.#watchers.delete(connection)) return false;
    this.#house.tell({ t: 'forget', channel: this.#channel, connection, interest: 'watch' });
    return true;
  }

  /** Those who may see nothing of it any more. */
  change(changes: ReadonlyMap<string, readonly ViewerChange[]>): void {
    for (const { receiver } of this.#watchers.values()) {
      const last = changes.get(receiver.identity.id)?.at(-1);
      if (last && last.viewer === undefined) this.#dismiss(receiver);
    }
  }

  #dismiss(receiver: Receiver): void {
    this.remove(receiver.id);
    receiver.left(this.#channel, 'watch');
    receiver.say({ t: 'unwatched', channel: this.#channel });
    this.#dismissed();
  }

  /** True when somebody has to be told later. */
  tell(at: Position): boolean {
    const frame = this.#frame(at);
    let behind = false;
    for (const { receiver, admitted } of this.#watchers.values()) {
      if (!admitted) continue;
      if (!receiver.takes(0)) behind = true;
      else receiver.send(frame);
    }
    return behind;
  }

  #frame(at: Position): Frame {
    const { last, deleted } = this.#countable ?? { last: 0, deleted: [] };
    return new Frame(JSON.stringify({ t: 'head', channel: this.#channel, at, last, deleted }));
  }
}
