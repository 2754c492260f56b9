import { AtriumError, idOf, limits, parse, type Position, type WireError } from '@atrium/protocol';
import type { Clock, Random } from '../clock.ts';
import { Fifo } from '../fifo.ts';
import { type AnyKind, type Countable, type DecideContext, isInternal, type Rights } from '../kind.ts';
import type { Ask, BatchEvent, ToEdge, ToOwner, ViewerChange } from '../ports/bus.ts';
import { type AppendOutcome, type ChannelAppend, type Entry, keyOf, type Row, type Store, type StoredEvent } from '../ports/store.ts';
import type { Committer } from './committer.ts';
import { consequences, decide, emptyEntry, type Outcome } from './decide.ts';
import { Interest } from './interest.ts';
import { Line, turnOf } from './line.ts';
import { PresenceList } from './presence.ts';
import { nextTerm } from './term.ts';

/** Events read at a time when a channel is loaded. */
const LOAD_PAGE = { events: 5000, bytes: 4 * 1024 * 1024 };
/** Asks that may wait for one channel, above which it answers 'overloaded': some seconds of work. */
const QUEUE = 20_000;
/** Answers without events that wait for the channel's next commit, above which the settled ones are dropped. */
const KEPT_REFUSALS = 64;
/** Milliseconds between two tries to load a channel that cannot be read. */
const RELOAD_AFTER_MS = 250;

export interface OwnerHouse {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly rights: Rights;
  readonly committer: Committer;
  send(to: string, message: ToEdge): void;
  /** Effects were committed, or a decision dropped: somebody should look. */
  effectsCommitted(): void;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
  /** The presence of this channel has something to tell. */
  presenceBusy(owner: Owner): void;
  count(what: 'commands' | 'events' | 'repeats' | 'drops' | 'refusals', by?: number): void;
}

type Task = Ask & { readonly from: string; rows?: readonly (readonly Row[])[]; poison?: WireError };

/** What was decided and waits for the offset it depends on: nothing of it is seen before that is on disk (output commit). */
interface Step {
  readonly task: Task;
  readonly entry: Entry | undefined;
  /** The last offset that it depends on. */
  readonly offset: number;
  readonly release: () => void;
  readonly events: readonly BatchEvent[];
  readonly viewers: readonly ViewerChange[];
  /** What watchers learn, as of this step. */
  readonly countable?: Countable | undefined;
  readonly released?: boolean;
}

/**
 * The one place that orders a channel's commands: takes them in turn, decides, and lets out what was decided when it is on disk.
 * One channel, one owner, no locks in a kind's code.
 */
export class Owner {
  readonly channel: string;
  readonly presence = new PresenceList();
  readonly #kind: AnyKind;
  readonly #house: OwnerHouse;
  readonly #interest: Interest;
  readonly #queue = new Fifo<Task>();
  readonly #lines = new Map<string, Line | Promise<void>>();
  /** Tags outlive a reload of the channel, as clients were told them. */
  readonly #tags = new Map<string, number>();
  #phase: 'idle' | 'loading' | 'ready' = 'idle';
  #blocked = false;
  /** Counts loads: what was begun before the last one is void. */
  #era = 0;
  #state: unknown;
  #head: Position = ['0', 0];
  #committed = 0;
  #expectedTerm = '0';
  #term = '0';
  #fence = '0';
  #received = new Set<string>();
  /** Decided, not yet handed to the committer; and handed, under way. Refusals that were let out at once wait here for company. */
  #next: Step[] = [];
  #underWay: Step[] = [];

  constructor(channel: string, kind: AnyKind, house: OwnerHouse) {
    this.channel = channel;
    this.#kind = kind;
    this.#house = house;
    this.#interest = new Interest(kind);
  }

  get subscribers(): number {
    return this.#interest.size;
  }

  take(from: string, message: ToOwner): void {
    switch (message.t) {
      case 'forget':
        if (message.interest !== 'none') this.#interest.remove(message.connection, message.interest);
        return;
      case 'signal-in':
        for (const node of this.#interest.nodes) this.#house.send(node, { ...message, t: 'signal-out' });
        return;
      case 'present':
        this.#present(message);
        return;
      default:
        if (this.#queue.length >= QUEUE) return this.#answer({ ...message, from }, { error: new AtriumError({ kind: 'overloaded', retryAfterMs: 1000 }).toWire() });
        this.#queue.push({ ...message, from });
        if (message.t === 'command') this.#line(message);
        this.#pump();
    }
  }

  #present({ who, connection, data }: { readonly who: string; readonly connection: string; readonly data: unknown }): void {
    if (data === undefined) this.presence.remove(who, connection, this.#house.clock.now());
    else this.presence.set(who, connection, data);
    this.#house.presenceBusy(this);
  }

  /** Tells what changed in who is here. */
  tellPresence(): void {
    const { here, gone } = this.presence.changes(this.#house.clock.now());
    if (here.length + gone.length === 0) return;
    for (const node of this.#interest.nodes) this.#house.send(node, { t: 'presence', channel: this.channel, all: false, here, gone });
  }

  /** For other nodes, which may have missed the last batch. */
  beacon(home: string): void {
    if (this.#phase !== 'ready') return;
    for (const node of this.#interest.nodes) if (node !== home) this.#house.send(node, { t: 'beacon', channel: this.channel, at: [this.#committed === this.#head[1] ? this.#head[0] : this.#expectedTerm, this.#committed] });
  }

  // — the lane —

  #pump(): void {
    if (this.#phase === 'idle' && this.#queue.length > 0) void this.#load();
    while (this.#phase === 'ready' && !this.#blocked) {
      const task = this.#queue.head;
      if (!task) return;
      const wait = this.#needs(task);
      if (wait === 'clean') return;
      if (wait) {
        this.#blocked = true;
        const era = this.#era;
        void wait.then(() => {
          if (era !== this.#era) return;
          this.#blocked = false;
          this.#pump();
        });
        return;
      }
      this.#queue.shift();
      this.#run(task);
    }
  }

  /** What a task must wait for: its client's row, or, with `load`, that nothing is uncommitted, and then its rows. */
  #needs(task: Task): Promise<void> | 'clean' | undefined {
    if (task.t === 'command') {
      const line = this.#line(task);
      if (!(line instanceof Line)) return line;
    } else if (task.t === 'admit') {
      for (const client of task.clients) {
        const line = this.#line({ identity: task.identity, client });
        if (!(line instanceof Line)) return line;
      }
      return undefined;
    }
    if ((task.t !== 'command' && task.t !== 'act') || task.rows || task.poison) return undefined;
    const load = this.#kind.load?.[task.name];
    if (!load) return undefined;
    const statements = load(task.input as never, { id: idOf(this.channel), identity: task.identity });
    if (statements.length === 0) return undefined;
    if (this.#dirty) return 'clean';
    const era = this.#era;
    return this.#house.store
      .transact((read) => Promise.all(statements.map(read)))
      .then(
        (rows) => void (task.rows = rows),
        (error: unknown) => {
          this.#house.log('error', 'load failed', { channel: this.channel, command: task.name, error });
          task.poison = new AtriumError({ kind: 'internal' }).toWire();
        },
      )
      .then(() => void (era !== this.#era && delete task.rows));
  }

  get #dirty(): boolean {
    return this.#head[1] > this.#committed;
  }

  #line(of: { readonly identity: { readonly id: string }; readonly client: string }): Line | Promise<void> {
    const key = `${of.identity.id} ${of.client}`;
    const known = this.#lines.get(key);
    if (known) return known;
    const era = this.#era;
    const fetched = this.#house.store
      .client({ identity: of.identity.id, client: of.client, channel: this.channel })
      .then((row) => {
        if (era !== this.#era) return;
        const tag = row?.tag ?? this.#tags.get(key) ?? Number.parseInt(this.#house.random(6), 16);
        this.#tags.set(key, tag);
        this.#lines.set(key, new Line(row, tag));
      })
      .catch((error: unknown) => {
        this.#house.log('error', 'client row unreadable', { channel: this.channel, error });
        this.#lines.delete(key);
        return new Promise<void>((resolve) => this.#house.clock.after(RELOAD_AFTER_MS, resolve));
      });
    this.#lines.set(key, fetched);
    return fetched;
  }

  #run(task: Task): void {
    switch (task.t) {
      case 'command':
        return this.#command(task);
      case 'act':
        return this.#act(task);
      case 'admit':
        return this.#admit(task);
      case 'show':
        return this.#show(task);
    }
  }

  #command(task: Task & { t: 'command' }): void {
    const line = this.#lines.get(`${task.identity.id} ${task.client}`) as Line;
    const now = this.#house.clock.now();
    line.settle(task.settled);
    switch (turnOf(line, task, now, limits.unsettled)) {
      case 'drop':
        return this.#house.count('drops');
      case 'repeat': {
        this.#house.count('repeats');
        const stored = line.replies.get(task.n);
        if (!stored) return this.#house.count('drops');
        if (stored.hmac !== line.hmac(task.name, task.input)) return this.#refuse(task, new AtriumError({ kind: 'id-reused' }));
        return this.#later(task, () => this.#answer(task, { at: stored.at, ...(JSON.parse(stored.body) as { reply?: unknown; error?: WireError }) }));
      }
      case 'out-of-turn':
        return this.#refuse(task, new AtriumError({ kind: 'out-of-turn' }));
      case 'too-many-unsettled':
        return this.#refuse(task, new AtriumError({ kind: 'too-many-unsettled', retryAfterMs: 1000 }));
      case 'forgotten':
        return this.#refuse(task, new AtriumError({ kind: 'forgotten' }));
      case 'take':
    }
    if (!this.#admits(task)) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    this.#house.count('commands');
    const outcome = this.#decide(task, [line.tag, task.n]);
    this.#enter(task, outcome, (at, body) => {
      const reply = { n: task.n, hmac: line.hmac(task.name, task.input), at, body };
      line.last = task.n;
      line.known = true;
      line.replies.set(task.n, reply);
      return { answered: { identity: task.identity.id, client: task.client, tag: line.tag, settled: line.settled, reply } };
    });
  }

  #act(task: Task & { t: 'act' }): void {
    if (task.received && this.#received.has(keyOf(task.received))) return this.#later(task, () => this.#answer(task, { value: null }));
    if (!this.#admits(task)) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    const { received } = task;
    const outcome = this.#decide(task, undefined);
    if (received && !('error' in outcome)) this.#received.add(keyOf(received));
    this.#enter(task, outcome, () => (received && !('error' in outcome) ? { received } : {}));
  }

  #admits(task: Task & { readonly name: string }): boolean {
    if (isInternal(task.identity)) return true;
    return (this.#kind.openTo?.includes(task.name) ?? false) || this.#kind.viewer(this.#state as never, task.identity) !== undefined;
  }

  #decide(task: Task & { t: 'command' | 'act' }, by: readonly [number, number] | undefined): Outcome {
    if (task.poison) return { error: task.poison };
    const { clock, random, rights } = this.#house;
    const context: DecideContext = { identity: task.identity, id: idOf(this.channel), now: clock.now(), rights, by, rows: task.rows ?? [], seed: random(16) };
    try {
      return decide(this.#kind, this.#state, task, context);
    } catch (error) {
      this.#house.log('error', 'decide threw', { channel: this.channel, command: task.name, error });
      return { error: new AtriumError({ kind: 'internal' }).toWire() };
    }
  }

  /** Gives the events their offsets, folds them, and puts the step into the lane; `answered` adds what the store keeps of the command. */
  #enter(task: Task & { t: 'command' | 'act' }, outcome: Outcome, answered: (at: Position, body: string) => Partial<Entry>): void {
    if ('error' in outcome) {
      this.#house.count('refusals');
      const entry = { ...emptyEntry, ...answered(this.#head, JSON.stringify({ error: outcome.error })) };
      return this.#step({ task, entry, offset: this.#head[1], events: [], viewers: [], release: () => this.#answer(task, { at: this.#head, error: outcome.error }) });
    }
    const id = idOf(this.channel);
    const rows: Entry['rows'][number][] = [];
    const effects: Entry['effects'][number][] = [];
    const cancels: string[] = [];
    const events: BatchEvent[] = [];
    const viewers: ViewerChange[] = [];
    const before = this.#head;
    try {
      for (const [index, event] of outcome.events.entries()) {
        const placed: BatchEvent = { ...event, offset: this.#head[1] + 1, term: this.#term, audience: event.audience === null ? undefined : JSON.parse(event.audience) };
        const data: unknown = JSON.parse(event.body);
        this.#fold(placed, data);
        events.push(placed);
        viewers.push(...this.#interest.changes(this.#state, placed));
        consequences(this.#kind, id, this.#state, { event: placed, index, data }, { rows, effects, cancels });
      }
    } catch (error) {
      // The state may be half folded: it is dropped, and the command refused when the channel is loaded again.
      this.#house.log('error', 'evolve, project or react threw', { channel: this.channel, command: task.name, error });
      this.#head = before;
      task.poison = new AtriumError({ kind: 'internal' }).toWire();
      return this.#reset([task]);
    }
    const at = this.#head;
    const reply: unknown = outcome.reply;
    const entry: Entry = { events: outcome.events, rows, redacts: outcome.redacts, effects, cancels, ...answered(at, JSON.stringify({ reply })) };
    const countable = this.#interest.watched > 0 ? this.#kind.countable?.(this.#state as never) : undefined;
    this.#step({ task, entry, offset: at[1], events, viewers, countable, release: () => this.#answer(task, { at, value: reply }) });
  }

  #fold(event: Pick<BatchEvent, 'name' | 'offset' | 'at' | 'by' | 'term' | 'audience'>, data: unknown): void {
    const { name, offset, at, by, audience } = event;
    this.#state = this.#kind.evolve(this.#state as never, { name, offset, at, ...(by && { by }), data, audience } as never);
    this.#head = [event.term, offset];
  }

  #admit(task: Task & { t: 'admit' }): void {
    const { identity, connection, interest } = task;
    const viewer = isInternal(identity) ? (this.#kind.viewer(this.#state as never, identity) ?? {}) : this.#kind.viewer(this.#state as never, identity);
    if (viewer === undefined) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    if (interest !== 'none') this.#interest.add({ identity, node: task.from, connection }, interest, viewer);
    const tags = task.clients.map((client) => (this.#lines.get(`${identity.id} ${client}`) as Line).tag);
    const head = this.#head;
    const countable = this.#kind.countable?.(this.#state as never);
    this.#later(task, () => {
      this.#answer(task, { at: head, value: { viewer, head, tags, ...(countable && { countable }) } });
      if (interest === 'join') this.#house.send(task.from, { t: 'presence', channel: this.channel, all: true, here: this.presence.all(), gone: [] });
    });
  }

  #show(task: Task & { t: 'show' }): void {
    const viewer = isInternal(task.identity) ? {} : this.#kind.viewer(this.#state as never, task.identity);
    if (viewer === undefined || !this.#kind.show) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    const at = this.#head;
    // As text at once: the state goes on while this waits for its offset to be on disk.
    const value = JSON.stringify(parse(this.#kind.contract.view, this.#kind.show(this.#state as never, viewer as never), 'internal'));
    this.#later(task, () => this.#answer(task, { at, value }));
  }

  // — output commit —

  /** Lets an output out when what it was computed from is on disk. */
  #later(task: Task, release: () => void): void {
    this.#step({ task, entry: undefined, offset: this.#head[1], events: [], viewers: [], release });
  }

  #refuse(task: Task, error: AtriumError): void {
    this.#later(task, () => this.#answer(task, { error: error.toWire() }));
  }

  #step(step: Step): void {
    if (!this.#dirty) {
      step.release();
      // A refusal is stored with the channel's next commit, never by one of its own.
      if (step.entry?.answered) this.#keep({ ...step, released: true });
      return;
    }
    this.#next.push(step);
    if (step.events.length > 0) this.#house.committer.wants(this);
  }

  /** Refusals wait for company; those that their client has settled need not be stored any more. */
  #keep(step: Step): void {
    if (this.#next.length >= KEPT_REFUSALS) this.#next = this.#next.filter((kept) => !this.#isSettled(kept));
    this.#next.push(step);
  }

  #isSettled({ released, entry }: Step): boolean {
    const answered = released ? entry?.answered : undefined;
    if (!answered) return false;
    const line = this.#lines.get(`${answered.identity} ${answered.client}`);
    return line instanceof Line && answered.reply.n <= line.settled;
  }

  #answer(task: Task, { at, value, error, reply }: { at?: Position; value?: unknown; reply?: unknown; error?: WireError | undefined }): void {
    this.#house.send(task.from, { t: 'answer', id: task.id, ...(at && { at }), ...(error ? { error } : { value: value === undefined ? reply : value }) });
  }

  // — the committer's side —

  /** What there is to append, up to `most` entries; undefined when nothing is or something is under way. */
  collect(most: number): ChannelAppend | undefined {
    if (this.#underWay.length > 0 || !this.#dirty) return undefined;
    this.#underWay = this.#next.splice(0, most);
    const entries = this.#underWay.flatMap(({ entry }) => (entry ? [entry] : []));
    return { channel: this.channel, expected: [this.#expectedTerm, this.#committed], term: this.#term, fence: this.#fence, entries };
  }

  outcome(outcome: AppendOutcome): void {
    switch (outcome.kind) {
      case 'committed':
        return this.#landed(this.#underWay.length);
      case 'committed-to': {
        let entries = -1;
        const at = this.#underWay.findIndex(({ entry }) => entry && ++entries === outcome.entries);
        this.#house.log('error', 'an entry could not be stored', { channel: this.channel, error: outcome.error });
        if (at < 0) return this.#reset([]);
        const failed = this.#underWay[at]?.task;
        if (failed) failed.poison = new AtriumError({ kind: 'internal' }).toWire();
        const rest = this.#underWay.slice(at);
        this.#underWay = this.#underWay.slice(0, at);
        this.#landed(at);
        this.#underWay = rest;
        return this.#reset([]);
      }
      case 'fenced':
        this.#house.log('warn', 'fenced: somebody else has written the channel', { channel: this.channel });
        return this.#reset([]);
      case 'failed': {
        this.#house.log('error', 'the store took nothing', { channel: this.channel, error: outcome.error });
        const error = new AtriumError({ kind: 'overloaded', message: `It could not be stored: ${outcome.error}. It is kept and tried again.`, retryAfterMs: 2000 }).toWire();
        const steps = [...this.#underWay, ...this.#next];
        this.#underWay = [];
        this.#next = steps.filter((step) => step.released);
        const open = steps.filter((step) => !step.released).map((step) => step.task);
        // Who only asks can wait; who commands is told, and keeps the command.
        this.#reset(open.filter((task) => task.t === 'admit' || task.t === 'show'));
        for (const task of open) if (task.t === 'command' || task.t === 'act') this.#answer(task, { error });
        return;
      }
    }
  }

  /** COMMIT itself failed: nobody is refused; the channel is loaded again, and everything that waits is asked again under its own id. */
  unknown(): void {
    this.#reset([]);
  }

  #landed(count: number): void {
    const steps = this.#underWay.slice(0, count);
    this.#underWay = this.#underWay.slice(count);
    const events = steps.flatMap((step) => step.events);
    const first = events[0];
    const last = events.at(-1);
    if (first && last) {
      this.#committed = last.offset;
      this.#fence = this.#term;
      this.#expectedTerm = this.#term;
      this.#house.count('events', events.length);
      const redacts = steps.flatMap((step) => step.entry?.redacts ?? []);
      const countable = steps.findLast((step) => step.countable)?.countable;
      const message = { t: 'batch', channel: this.channel, term: this.#term, from: first.offset, to: last.offset, events, viewers: steps.flatMap((step) => step.viewers), redacts, ...(countable && { countable }) } as const;
      for (const node of this.#interest.nodes) this.#house.send(node, message);
      if (redacts.length > 0) this.#redactReplies(new Set(redacts));
    }
    for (const step of steps) if (!step.released) step.release();
    this.#releaseOutputs();
    if (steps.some((step) => step.entry && step.entry.effects.length > 0)) this.#house.effectsCommitted();
    if (this.#dirty) this.#house.committer.wants(this);
    this.#pump();
  }

  /** Outputs that depend on nothing uncommitted any more; what the store keeps of a refusal stays for the channel's next commit. */
  #releaseOutputs(): void {
    if (this.#underWay.length > 0) return;
    const kept: Step[] = [];
    let passed = 0;
    for (let step = this.#next[0]; step && step.offset <= this.#committed; step = this.#next[++passed]) {
      if (!step.released) step.release();
      if (step.entry?.answered) kept.push({ ...step, released: true });
    }
    if (passed > 0) this.#next = [...kept, ...this.#next.slice(passed)];
  }

  #redactReplies(offsets: ReadonlySet<number>): void {
    for (const line of this.#lines.values()) {
      if (!(line instanceof Line)) continue;
      for (const [n, reply] of line.replies) if (offsets.has(reply.at[1])) line.replies.set(n, { ...reply, body: '{"reply":null}' });
    }
  }

  // — loading —

  /** Drops what was thought of uncommitted state and loads again; what was not let out is decided again, in its order, under its own id. */
  #reset(first: readonly Task[]): void {
    this.#era += 1;
    this.#phase = 'idle';
    this.#blocked = false;
    this.#lines.clear();
    const steps = [...this.#underWay, ...this.#next];
    this.#underWay = [];
    this.#next = steps.filter((step) => step.released);
    const again = [...steps.filter((step) => !step.released).map((step) => step.task), ...first];
    for (const task of again) delete task.rows;
    this.#queue.unshift(again);
    this.#pump();
  }

  async #load(): Promise<void> {
    this.#phase = 'loading';
    const era = this.#era;
    try {
      const loaded = await this.#house.store.load(this.channel);
      let state: unknown = this.#kind.initial(idOf(this.channel));
      let at: Position = ['0', 0];
      const { store } = this.#house;
      while (at[1] < loaded.head[1]) {
        const page = await store.read(this.channel, at[1], LOAD_PAGE);
        for (const event of page.events) {
          if (event.offset > loaded.head[1]) break;
          state = this.#kind.evolve(state as never, asRecorded(this.#kind, event) as never);
          at = [event.term, event.offset];
        }
        if (page.events.length === 0) throw new Error(`The log of ${this.channel} ends at ${at[1]}, before its head ${loaded.head[1]}.`);
      }
      if (era !== this.#era) return;
      this.#state = state;
      this.#head = loaded.head;
      this.#committed = loaded.head[1];
      this.#expectedTerm = loaded.head[0];
      this.#fence = loaded.term;
      this.#term = nextTerm(loaded.term, this.#house.random);
      this.#received = new Set(loaded.received);
      this.#interest.reset(state);
      this.#phase = 'ready';
      this.#pump();
    } catch (error) {
      this.#house.log('error', 'a channel could not be loaded', { channel: this.channel, error });
      this.#house.clock.after(RELOAD_AFTER_MS, () => {
        if (era !== this.#era) return;
        this.#phase = 'idle';
        this.#pump();
      });
    }
  }
}

/** A stored event as folds get it, brought to the present version. */
export function asRecorded(kind: AnyKind, event: StoredEvent): unknown {
  const { offset, at, by } = event;
  const audience: unknown = event.audience === null ? undefined : JSON.parse(event.audience);
  const data: unknown = event.body === null ? null : JSON.parse(event.body);
  const current = event.version === kind.contract.version || !kind.upcast ? { name: event.name, data } : kind.upcast({ name: event.name, data, version: event.version });
  return { offset, at, ...(by && { by }), name: current.name, data: current.data, audience };
}
