import { type AnyContract, kindOf } from '@atrium/protocol';
import { type AnyKind, createHub, type Hub, type HubLimits, type Identity, type Rights, type StoredEvent } from '@atrium/server';
import { privateKind } from '../kinds/private.ts';
import { BusDouble, type BusFaults } from './bus-double.ts';
import { ProcessClock, VirtualClock } from './clock.ts';
import { Disk } from './disk.ts';
import { Seeded } from './random.ts';
import { SocketPair } from './socket-pair.ts';
import { StoreDouble, type StoreFaults } from './store-double.ts';
import { TestClient } from './test-client.ts';

export interface WorldOptions {
  readonly seed: number;
  /** Default: the private kind of the testkit. */
  readonly kinds?: readonly AnyKind[];
  /** Nodes; the first owns every channel unless `place` says otherwise. Default: one, without a bus. */
  readonly nodes?: number;
  readonly place?: (channel: string) => number;
  readonly store?: StoreFaults;
  readonly bus?: BusFaults;
  readonly limits?: Partial<HubLimits>;
  readonly rights?: Rights;
  readonly mayKnow?: (asker: Identity, who: string) => boolean;
  readonly onJob?: (job: { readonly name: string; readonly input: unknown }) => Promise<void>;
}

/** One run of a program on the world's disk. */
export interface Process {
  readonly hub: Hub;
  readonly store: StoreDouble;
  readonly clock: ProcessClock;
  readonly name: string;
  readonly wires: Set<SocketPair>;
}

/**
 * A small world in which the engine runs: a clock that a test turns, sockets without a network, a store that fails as it is told. Nothing
 * in it is left to chance: a seed plays again, byte for byte.
 *
 * @example
 * await using world = createWorld({ seed: 7 });
 * const ann = await world.join('ann', 'private/lobby');
 * await world.run(ann.emit('private/lobby', 'post', { text: 'hello' }));
 */
export class World {
  readonly clock = new VirtualClock();
  readonly random: Seeded;
  readonly disk = new Disk();
  readonly bus: BusDouble | undefined;
  readonly clients: TestClient[] = [];
  /** Everything that was said on any wire, with its time. */
  readonly transcript: string[] = [];
  /** What the hubs logged as an error or a warning. */
  readonly logged: string[] = [];
  readonly #kinds: readonly AnyKind[];
  readonly #options: WorldOptions;
  readonly #processes: Process[] = [];
  #starts = 0;
  /** What each node is called since its last start. */
  readonly #names: string[] = [];
  storeFaults: StoreFaults;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#kinds = options.kinds ?? [privateKind];
    this.random = new Seeded(options.seed);
    this.storeFaults = options.store ?? {};
    this.disk.migrate(this.#kinds);
    const nodes = options.nodes ?? 1;
    if (nodes > 1) this.bus = new BusDouble({ clock: this.clock, random: this.random.stream('bus'), ...(options.bus && { faults: options.bus }) });
    for (let node = 0; node < nodes; node++) this.#processes.push(this.#start(node));
  }

  // — programs —

  get hub(): Hub {
    return this.process().hub;
  }

  get store(): StoreDouble {
    return this.process().store;
  }

  process(node = 0): Process {
    const process = this.#processes[node];
    if (!process) throw new Error(`There is no node ${node}.`);
    return process;
  }

  #start(node: number): Process {
    const start = ++this.#starts;
    const { seed: _seed, limits, rights, mayKnow, onJob, place } = this.#options;
    const clock = new ProcessClock(this.clock);
    const random = this.random.stream(`process ${start}`);
    const store = new StoreDouble(this.disk, { clock, random: random.stream('store'), faults: this.storeFaults });
    // A new one at every start, as the bus has it.
    const name = `node-${node}-${start}`;
    const hub = createHub({
      store,
      kinds: this.#kinds,
      clock,
      random: random.hex,
      ...(limits && { limits }),
      ...(rights && { rights }),
      ...(mayKnow && { mayKnow }),
      ...(this.bus && { bus: this.bus.node(name), place: (channel: string) => this.#names[place?.(channel) ?? 0] ?? name }),
      log: (level, what, detail) =>
        void this.logged.push(
          `${level}: ${what} ${detail instanceof Error ? String(detail) : JSON.stringify(detail, (_key, value: unknown) => (value instanceof Error ? String(value.stack) : value))}`,
        ),
    });
    if (onJob) hub.onJob(onJob);
    this.#names[node] = name;
    return { hub, store, clock, name, wires: new Set() };
  }

  /** The plug is pulled: whatever was not on disk is gone, and every connection lost. */
  kill(node = 0): void {
    const { clock, store, wires, name } = this.process(node);
    this.note(`killed ${node}`);
    clock.kill();
    store.kill();
    this.bus?.silence(name);
    for (const wire of wires) wire.orphan();
    wires.clear();
    this.#down.add(node);
  }

  restart(node = 0): void {
    if (!this.#down.has(node)) this.kill(node);
    this.#down.delete(node);
    this.#processes[node] = this.#start(node);
  }

  readonly #down = new Set<number>();

  setStoreFaults(faults: StoreFaults): void {
    this.storeFaults = faults;
    for (const { store } of this.#processes) store.faults = faults;
  }

  // — people —

  /** Somebody with a client of their own, connected. */
  client(
    who: string,
    { node = 0, id, role = 'member', session }: { readonly node?: number; readonly id?: string; readonly role?: string; readonly session?: string } = {},
  ): TestClient {
    const identity: Identity = { id: who, name: who, role, ...(session !== undefined && { session }) };
    const client = new TestClient(
      { who, id: id ?? `client-${who}-${this.random.hex(6)}` },
      {
        clock: this.clock,
        dial: () => this.#dial(identity, node),
        contract: (channel) => this.#contract(channel),
        note: (line) => this.note(line),
      },
    );
    this.clients.push(client);
    client.connect();
    return client;
  }

  #dial(identity: Identity, node: number): SocketPair | undefined {
    if (this.#down.has(node)) return undefined;
    const { hub, wires } = this.process(node);
    const wire = new SocketPair(this.clock);
    wires.add(wire);
    hub.accept(identity, wire);
    return wire;
  }

  #contract(channel: string): AnyContract {
    const kind = this.#kinds.find(({ contract }) => contract.kind === kindOf(channel));
    if (!kind) throw new Error(`The world has no kind for ${channel}.`);
    return kind.contract;
  }

  /** Somebody who has joined a channel, or was refused. */
  async join(who: string, channel: string, options: { readonly node?: number; readonly id?: string } = {}): Promise<TestClient> {
    const client = this.client(who, options);
    const joined = client.join(channel);
    await this.clock.until(() => joined.state !== 'joining', { what: `${who} joining ${channel}` });
    return client;
  }

  /** Brings a private channel about: the first is its moderator. */
  async open(channel: string, [moderator, ...members]: readonly [string, ...string[]]): Promise<void> {
    await this.run(this.hub.command({ identity: { id: moderator, name: moderator, role: 'member' }, channel, name: 'open', input: { members } }));
  }

  // — time —

  /** Lets time pass until a promise is there. */
  async run<T>(promise: Promise<T>, within?: number): Promise<T> {
    let done = false;
    const end = (): void => void (done = true);
    promise.then(end, end);
    await this.clock.until(() => done, { what: 'what was waited for', ...(within !== undefined && { within }) });
    return promise;
  }

  settle(): Promise<void> {
    return this.clock.settle();
  }

  // — looking —

  log(channel: string): readonly StoredEvent[] {
    return this.disk.channels.get(channel)?.events ?? [];
  }

  note(line: string): void {
    this.transcript.push(`${this.clock.now()} ${line}`);
  }

  get violations(): readonly string[] {
    return this.clients.flatMap(({ who, violations }) => violations.map((what) => `${who} ${what}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#processes.keys()) if (!this.#down.has(node)) this.kill(node);
    await this.clock.settle();
    this.disk.close();
  }
}

export const createWorld = (options: WorldOptions): World => new World(options);
