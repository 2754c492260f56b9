import { AtriumError, idOf, kindOf, parse, type Position } from '@atrium/protocol';
import type { Clock } from './clock.ts';
import type { Answer, AskWithoutId, Edge } from './edge/edge.ts';
import type { AnyKind, Identity } from './kind.ts';
import type { Admitted } from './ports/bus.ts';
import type { Read, Store } from './ports/store.ts';

/** Questions that share one read transaction: many enough that what it costs does not count, and few enough to be over within its second. */
const TOGETHER = 256;
/** Of these, how many are under way at once: what each has read is in memory until it is sent. */
const AT_ONCE = 16;
/** Reads of one query, when its asker's viewer changes while it is read. */
const TRIES = 4;

export interface Asked {
  readonly identity: Identity;
  /** Empty for the app's own. */
  readonly connection: string;
  readonly channel: string;
  readonly name: string;
  readonly input: unknown;
}
export interface Answered {
  readonly at: Position;
  readonly reply: unknown;
}

interface Seen {
  readonly viewer: unknown;
  readonly key: string | undefined;
}
type Work<T> = (read: Read) => Promise<T>;
type Head = (channel: string) => Promise<Position>;
interface Group {
  readonly members: ((read: Read, head: Head) => Promise<void>)[];
  readonly failed: ((error: unknown) => void)[];
}

export interface QueriesHouse {
  readonly store: Store;
  readonly clock: Clock;
  kind(name: string): AnyKind | undefined;
  /** The edge of a channel somebody has here. */
  edge(channel: string): Edge | undefined;
  ask(message: AskWithoutId, answer: (answer: Answer) => void): void;
}

/** Answers questions from the store, as of one position each, for what the asker may see then. What is asked while a read begins is read with it. */
export class Queries {
  readonly #house: QueriesHouse;
  #forming: Group | undefined;

  constructor(house: QueriesHouse) {
    this.#house = house;
  }

  /** @throws AtriumError */
  async run(asked: Asked): Promise<Answered> {
    const { identity, channel, name, input } = asked;
    const kind = this.#house.kind(kindOf(channel));
    const query = kind && Object.hasOwn(kind.queries, name) ? kind.queries[name] : undefined;
    if (!kind || !query) throw new AtriumError({ kind: kind ? 'unknown-name' : 'not-found' });
    let seen = this.#joined(asked) ?? (await this.#admitted(asked));
    for (let tries = 0; tries < TRIES; tries++) {
      const { viewer, key } = seen;
      const { at, value } = await this.#read(channel, (read) =>
        query(read, input as never, { id: idOf(channel), viewer, identity, now: this.#house.clock.now() } as never),
      );
      // What was read may be newer than the viewer it was read for.
      const behind = this.#house.edge(channel)?.reached(at[1]);
      if (behind && this.#joined(asked)) await behind;
      seen = this.#joined(asked) ?? (await this.#admitted(asked));
      if (seen.key === key) return { at, reply: parse(kind.contract.queries[name]!.reply, value, 'internal') };
    }
    throw new AtriumError({ kind: 'overloaded', retryAfterMs: 1000 });
  }

  /** What an asker may see: the edge knows of those who have joined … */
  #joined({ channel, connection }: Asked): Seen | undefined {
    return this.#house.edge(channel)?.viewerOf(connection);
  }

  /** … the owner of everyone. */
  #admitted({ channel, identity }: Asked): Promise<Seen> {
    return new Promise((resolve, reject) => {
      this.#house.ask({ t: 'admit', channel, identity, connection: '', clients: [], interest: 'none' }, ({ value, error }) => {
        if (error || !value) return reject(new AtriumError(error ?? { kind: 'not-found' }));
        const { viewer } = value as Admitted;
        resolve({ viewer, key: JSON.stringify(viewer) });
      });
    });
  }

  /** With others that are asked now; what fails among them is read once more alone, since what broke may have been the others' doing. */
  #read<T>(channel: string, work: Work<T>): Promise<{ readonly at: Position; readonly value: T }> {
    return new Promise((resolve, reject) => {
      const group = (this.#forming ??= this.#form());
      const alone = (error: unknown): void => {
        if (error instanceof AtriumError || group.members.length === 1) return reject(error);
        this.#house.store.transact(async (read, head) => ({ at: await head(channel), value: await work(read) })).then(resolve, reject);
      };
      group.members.push((read, head) =>
        head(channel)
          .then((at) => work(read).then((value) => resolve({ at, value })))
          .catch(alone),
      );
      group.failed.push(alone);
      if (group.members.length >= TOGETHER) this.#forming = undefined;
    });
  }

  #form(): Group {
    const group: Group = { members: [], failed: [] };
    const begun = (): void => void (this.#forming === group && (this.#forming = undefined));
    this.#house.clock.soon(() => this.#transact(group, begun));
    return group;
  }

  #transact(group: Group, begun: () => void): void {
    this.#house.store
      .transact(async (read, head) => {
        // Whoever comes later has perhaps written meanwhile, and is to see it.
        begun();
        const heads = new Map<string, Promise<Position>>();
        const headOf: Head = (channel) => {
          let found = heads.get(channel);
          if (!found) heads.set(channel, (found = head(channel)));
          return found;
        };
        const members = group.members.values();
        const run = async (): Promise<void> => {
          for (const member of members) await member(read, headOf);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, run));
      })
      .catch((error: unknown) => {
        begun();
        for (const failed of group.failed) failed(error);
      });
  }
}
