import { AtriumError, idOf, limits, parse, type Position, revive, type WireError } from '@atrium/protocol';
import type { Clock, Random } from '../clock.ts';
import { Fifo } from '../fifo.ts';
import { type AnyKind, type DecideContext, isInternal, type Rights } from '../kind.ts';
import type { BatchEvent, ToEdge, ToOwner, ViewerChange } from '../ports/bus.ts';
import { type AppendOutcome, type ChannelAppend, type Entry, keyOf, type Store, type StoredReply } from '../ports/store.ts';
import { Audience } from './audience.ts';
import { Checkpoints, Unreadable } from './checkpoints.ts';
import type { Committer } from './committer.ts';
import { consequences, decide, emptyEntry, type Outcome } from './decide.ts';
import { Live } from './live.ts';
import { Line, turnOf } from './line.ts';
import { Lines } from './lines.ts';
import { recall } from './recorded.ts';
import { Trimming } from './retention.ts';
import { allStanding, newestOf, Touched } from './standing.ts';
import type { Given, Step, Task } from './task.ts';
import { nextTerm } from './term.ts';

/** Asks that may wait for one channel, above which it answers 'overloaded': some seconds of work. */
const QUEUE = 20_000;
/** Refusals that wait for the channel's next commit, above which the settled ones are dropped, and above which they get a commit of their own. */
const KEPT_REFUSALS = { look: 64, most: 1024 };
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
  /** A command of the channel to itself. */
  command(channel: string, name: string, input: unknown): void;
  /** Nothing is under way; see `idle`. */
  quiet(owner: Owner): void;
  count(what: 'commands' | 'events' | 'repeats' | 'drops' | 'refusals', by?: number): void;
}

/**
 * The one place that orders a channel's commands: takes them in turn, decides, and lets out what was decided when it is on disk.
 * One channel, one owner, no locks in a kind's code.
 */
export class Owner {
  readonly channel: string;
  readonly audience: Audience;
  readonly #kind: AnyKind;
  readonly #house: OwnerHouse;
  readonly #queue = new Fifo<Task>();
  readonly #lines: Lines;
  readonly #checkpoints: Checkpoints;
  readonly #trimming: Trimming | undefined;
  readonly #live: Live | undefined;
  /** Broken: a kind's fold threw, and what is under way has to land before the channel is loaded again. */
  #phase: 'idle' | 'loading' | 'ready' | 'broken' = 'idle';
  #blocked = false;
  #pumping = false;
  /** Counts loads: what was begun before the last one is void. */
  #era = 0;
  #state: unknown;
  #head: Position = ['0', 0];
  #committed = 0;
  #expectedTerm = '0';
  #term = '0';
  #fence = '0';
  #received = new Set<string>();
  /** Up to where the log was written under the term before the last load, by which a lost answer of COMMIT is told. */
  #landedUnder = { term: '0', offset: 0 };
  /** Decided, not yet handed to the committer; and handed, under way. Refusals that were let out at once wait here for company. */
  #next: Step[] = [];
  #underWay: Step[] = [];
  #breaker: Task | undefined;
  /** Something was asked of it since the last look. */
  #isUsed = true;
  /** Looks since anything was asked. */
  #unusedLooks = 0;
  /** Refusals that wait for company are to be stored now: the channel is about to be let go. */
  #isLeaving = false;
  /** COMMIT's answer was lost, so some of the refusals that wait may be stored already. */
  #isDoubtful = false;

  constructor(channel: string, kind: AnyKind, house: OwnerHouse) {
    this.channel = channel;
    this.#kind = kind;
    this.#house = house;
    this.#checkpoints = new Checkpoints(kind, (error) =>
      house.log('error', 'the decision state is nothing that V8 can serialise: it has to be plain data', { channel, error }),
    );
    if (kind.retention) this.#trimming = new Trimming(channel, kind.retention, house);
    this.audience = new Audience(channel, kind, {
      clock: house.clock,
      send: (to, message) => house.send(to, message),
      presenceBusy: () => house.presenceBusy(this),
      heard: (signal) => this.#live?.hear(signal) ?? false,
      came: () => this.#live?.wake(),
    });
    if (kind.live) this.#live = this.#liveOf(kind.live);
    const { store, clock, random, log } = house;
    this.#lines = new Lines(channel, { store, clock, random, log, unstored: (of) => this.#unstored(of) });
  }

  #liveOf(definition: NonNullable<AnyKind['live']>): Live {
    const { clock, random, log } = this.#house;
    const { channel } = this;
    return new Live(channel, definition, {
      clock,
      random,
      state: () => (this.#phase === 'ready' ? this.#state : undefined),
      here: () => this.audience.presence.everybody,
      tell: (name, data) => {
        const shape = Object.hasOwn(this.#kind.contract.signals, name) ? this.#kind.contract.signals[name] : undefined;
        if (!shape) throw new TypeError(`The contract has no signal '${name}'.`);
        this.audience.tell({ t: 'signal-out', channel, name, who: `channel:${channel}`, connection: '', data: parse(shape.data, data) });
      },
      command: (name, input) => this.#house.command(channel, name, input),
      log: (what, error) => log('error', what, { channel, error }),
    });
  }

  /** There is nothing in it that is not in the store, and nobody hears it: a channel that somebody only asked for. */
  get idle(): boolean {
    return this.hollow && this.#next.length === 0;
  }

  /** Nothing but refusals that were told and wait for company in a channel that has never been. Forgotten, they would be decided again. */
  get hollow(): boolean {
    const busy = this.#phase === 'loading' || this.#queue.length + this.#underWay.length > 0;
    return this.#head[1] === 0 && !busy && this.audience.isEmpty && this.#next.every((step) => step.released === true);
  }

  take(from: string, message: ToOwner): void {
    switch (message.t) {
      case 'forget':
      case 'signal-in':
      case 'present':
        this.audience.take(from, message);
        return this.#house.quiet(this);
      case 'assert':
        if (this.#phase === 'idle') void this.#load();
        if (this.#phase === 'ready') this.audience.asserted(from, message.connections, this.#onDisk);
        return;
      case 'acked':
        for (const key of message.keys) this.#received.delete(key);
        return;
      default:
        if (this.#queue.length >= QUEUE)
          return this.#answer({ ...message, from }, { error: new AtriumError({ kind: 'overloaded', retryAfterMs: 1000 }).toWire() });
        this.#isUsed = true;
        this.#queue.push({ ...message, from });
        // Its rows are read while those before it are decided.
        if (message.t === 'command') void this.#lines.of(message);
        else if (message.t === 'admit') for (const client of message.clients) void this.#lines.of({ identity: message.identity, client });
        this.#pump();
    }
  }

  /** Tells what changed in who is here. */
  tellPresence(): void {
    this.audience.tellPresence();
    this.#house.quiet(this);
  }

  /** Nodes that say nothing any more are forgotten; `home` is this one. */
  expire(home: string): void {
    this.audience.expire(home);
    this.#house.quiet(this);
  }

  get #onDisk(): Position {
    return [this.#committed === this.#head[1] ? this.#head[0] : this.#expectedTerm, this.#committed];
  }

  // — the lane —

  #pump(): void {
    if (this.#phase === 'idle' && this.#queue.length > 0) void this.#load();
    // An answer may ask again in the same turn: that is taken when this one is done.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#phase === 'ready' && !this.#blocked) {
        const task = this.#queue.head;
        if (!task) break;
        const wait = this.#needs(task);
        if (wait === 'clean') break;
        if (wait) {
          this.#waitFor(wait);
          break;
        }
        this.#queue.shift();
        this.#run(task);
      }
    } finally {
      this.#pumping = false;
    }
    if (this.#queue.length === 0) this.#house.quiet(this);
  }

  /** `wait` does not reject. */
  #waitFor(wait: Promise<void>): void {
    this.#blocked = true;
    const era = this.#era;
    void wait.then(() => {
      if (era !== this.#era) return;
      this.#blocked = false;
      this.#pump();
    });
  }

  /** What a task must wait for: its client's row, or, with `load`, that nothing is uncommitted, and then its rows. */
  #needs(task: Task): Promise<void> | 'clean' | undefined {
    if (task.t === 'command') {
      const line = this.#lines.of(task);
      if (!(line instanceof Line)) return line;
    } else if (task.t === 'admit') {
      for (const client of task.clients) {
        const line = this.#lines.of({ identity: task.identity, client });
        if (!(line instanceof Line)) return line;
      }
      return undefined;
    }
    if ((task.t !== 'command' && task.t !== 'act') || task.rows || task.poison) return undefined;
    const load = this.#kind.load && Object.hasOwn(this.#kind.load, task.name) ? this.#kind.load[task.name] : undefined;
    // One that loads nothing, such as a post without a quote, waits for nobody.
    if (!load || !this.#loadsRows(task, load)) return undefined;
    return this.#dirty ? 'clean' : this.#rowsFor(task, load);
  }

  #loadsRows(task: Task & { t: 'command' | 'act' }, load: NonNullable<NonNullable<AnyKind['load']>[string]>): boolean {
    try {
      return load(task.input as never, { id: idOf(this.channel), identity: task.identity }).length > 0;
    } catch {
      // A kind's mistake is answered where the rows are read.
      return true;
    }
  }

  async #rowsFor(task: Task & { t: 'command' | 'act' }, load: NonNullable<NonNullable<AnyKind['load']>[string]>): Promise<void> {
    const era = this.#era;
    try {
      const statements = load(task.input as never, { id: idOf(this.channel), identity: task.identity });
      const rows = await this.#house.store.transact((read) => Promise.all(statements.map(read)));
      if (era === this.#era) task.rows = rows;
    } catch (error) {
      this.#house.log('error', 'load failed', { channel: this.channel, command: task.name, error });
      // It may be the disk's fault, so the command is not refused for good.
      task.poison = new AtriumError({ kind: 'overloaded', retryAfterMs: 1000 }).toWire();
    }
  }

  get #dirty(): boolean {
    return this.#head[1] > this.#committed;
  }

  #run(task: Task): void {
    try {
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
    } catch (error) {
      this.#house.log('error', 'a kind threw', { channel: this.channel, ask: task.t, error });
      this.#refuse(task, new AtriumError({ kind: 'internal' }));
    }
  }

  #command(task: Task & { t: 'command' }): void {
    const line = this.#lines.known(task);
    // Not even by whose turn it is can a stranger tell that the channel is there. What was answered while they were let in is answered again.
    if (!this.#admits(task) && !line.reply(task.n)) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    line.settle(task.settled);
    switch (turnOf(line, task, this.#house.clock.now(), limits.unsettled)) {
      case 'drop':
        return this.#drop(task);
      case 'repeat': {
        this.#house.count('repeats');
        const stored = line.reply(task.n);
        if (!stored) return this.#drop(task);
        if (stored.hmac !== line.hmac(task.name, task.input)) return this.#refuse(task, new AtriumError({ kind: 'id-reused' }));
        const { reply, error } = JSON.parse(stored.body) as { reply?: unknown; error?: WireError };
        return this.#later(task, error ? this.#refusal(task, { at: stored.at, error }) : { at: stored.at, value: reply });
      }
      case 'out-of-turn':
        return this.#refuse(task, new AtriumError({ kind: 'out-of-turn' }));
      case 'too-many-unsettled':
        return this.#refuse(task, new AtriumError({ kind: 'too-many-unsettled', retryAfterMs: 1000 }));
      case 'forgotten':
        return this.#refuse(task, new AtriumError({ kind: 'forgotten' }));
      case 'take':
    }
    if (task.poison?.kind === 'overloaded') return this.#answer(task, { error: task.poison });
    this.#house.count('commands');
    const outcome = this.#decide(task, [line.tag, task.n]);
    this.#enter(task, outcome, (at, body) => {
      const reply = { n: task.n, hmac: line.hmac(task.name, task.input), at, body };
      line.answered(reply);
      return { answered: { identity: task.identity.id, client: task.client, tag: line.tag, settled: line.settled, reply } };
    });
  }

  /** The client has settled it and waits for nothing; the edge is told, so that it does not either. */
  #drop(task: Task): void {
    this.#house.count('drops');
    this.#answer(task, { dropped: true });
  }

  #act(task: Task & { t: 'act' }): void {
    const { received, doubt } = task;
    if (received && this.#received.has(keyOf(received))) return this.#later(task, { value: null });
    delete task.doubt;
    if (doubt && doubt.term === this.#landedUnder.term && doubt.offset <= this.#landedUnder.offset)
      return this.#later(task, { at: [doubt.term, doubt.offset], value: doubt.value });
    if (!this.#admits(task)) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    if (task.poison?.kind === 'overloaded') return this.#answer(task, { error: task.poison });
    const outcome = this.#decide(task, undefined);
    if (received && !('error' in outcome)) this.#received.add(keyOf(received));
    this.#enter(task, outcome, () => (received && !('error' in outcome) ? { received } : {}));
  }

  #admits(task: Task & { t: 'command' | 'act' }): boolean {
    return (this.#kind.openTo?.includes(task.name) ?? false) || this.#isHere(task);
  }

  #isHere({ identity }: Task & { t: 'command' | 'act' }): boolean {
    return isInternal(identity) || this.#kind.viewer(this.#state as never, identity) !== undefined;
  }

  /** Where a channel stands is not for those who are not in it. */
  #refusal(task: Task & { t: 'command' | 'act' }, { at, error }: { readonly at: Position; readonly error: WireError }): Given {
    return { error, ...(this.#isHere(task) && { at }) };
  }

  #decide(task: Task & { t: 'command' | 'act' }, by: readonly [number, number] | undefined): Outcome {
    if (task.poison) return { error: task.poison };
    const { clock, random, rights } = this.#house;
    let seed: string | undefined;
    const context: DecideContext = {
      identity: task.identity,
      id: idOf(this.channel),
      now: clock.now(),
      rights,
      by,
      rows: task.rows ?? [],
      // Most decisions need none, and random bits are dear.
      get seed() {
        return (seed ??= random(16));
      },
    };
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
      const at = this.#head;
      const { error } = outcome;
      const given = this.#refusal(task, { at, error });
      const entry = { ...emptyEntry, ...answered(at, JSON.stringify({ error })) };
      return this.#step({ task, entry, offset: at[1], events: [], viewers: [], release: () => this.#answer(task, given) });
    }
    const id = idOf(this.channel);
    const rows: Entry['rows'][number][] = [];
    const effects: Entry['effects'][number][] = [];
    const cancels: string[] = [];
    const events: BatchEvent[] = [];
    const viewers: ViewerChange[] = [];
    const touched = this.#kind.state && new Touched(this.#kind);
    let standing: Step['standing'];
    try {
      for (const [index, event] of outcome.events.entries()) {
        const placed: BatchEvent = {
          ...event,
          offset: this.#head[1] + 1,
          term: this.#term,
          audience: event.audience === null ? undefined : JSON.parse(event.audience),
        };
        const data = revive(this.#kind.contract.events[event.name], JSON.parse(event.body));
        const folded = this.#fold(placed, data);
        touched?.note(folded, this.#state);
        events.push(placed);
        viewers.push(...this.audience.interest.changes(this.#state, placed));
        consequences(this.#kind, id, this.#state, { event: placed, index, data }, { rows, effects, cancels });
      }
      standing = touched?.entries(this.#state, this.#head[1]);
    } catch (error) {
      this.#house.log('error', 'evolve, project or react threw', { channel: this.channel, command: task.name, error });
      return this.#break(task);
    }
    const at = this.#head;
    const { reply } = outcome;
    const checkpoint = this.#checkpoints.after(outcome, this.#state);
    const entry: Entry = { events: outcome.events, rows, redacts: outcome.redacts, effects, cancels, checkpoint, ...answered(at, JSON.stringify({ reply })) };
    const countable = this.audience.interest.watched > 0 ? this.#kind.countable?.(this.#state as never) : undefined;
    this.#step({ task, entry, offset: at[1], events, viewers, standing, countable, value: reply, release: () => this.#answer(task, { at, value: reply }) });
  }

  #fold({ name, offset, at, by, audience, term }: BatchEvent, data: unknown): unknown {
    const event = { name, offset, at, ...(by && { by }), data, audience };
    this.#state = this.#kind.evolve(this.#state as never, event as never);
    this.#head = [term, offset];
    return event;
  }

  /** The state may be half folded: it is dropped, and the task refused when the channel is loaded again. What is under way lands first. */
  #break(task: Task): void {
    task.poison = new AtriumError({ kind: 'internal' }).toWire();
    this.#breaker = task;
    this.#phase = 'broken';
    if (this.#underWay.length === 0) this.#reset([]);
  }

  #admit(task: Task & { t: 'admit' }): void {
    const { identity, connection, interest } = task;
    // The app itself is let in everywhere, also where the kind has no viewer for it.
    const viewer = this.#kind.viewer(this.#state as never, identity) ?? (isInternal(identity) ? {} : undefined);
    if (viewer === undefined) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    if (interest !== 'none') this.audience.interest.add({ identity, node: task.from, connection }, interest, viewer);
    const tags = task.clients.map((client) => this.#lines.known({ identity, client }).tag);
    const head = this.#head;
    const countable = this.#kind.countable?.(this.#state as never);
    const state = task.wantsState && allStanding(this.#kind, this.#state, head[1]);
    const value = { viewer, head, tags, ...(countable && { countable }), ...(state && { state }) };
    this.#step({
      task,
      entry: undefined,
      offset: head[1],
      events: [],
      viewers: [],
      release: () => this.#answer(task, { at: head, value: task.wantsHere ? { ...value, ...this.audience.presence.all() } : value }),
    });
  }

  #show(task: Task & { t: 'show' }): void {
    if (!this.#kind.show) return this.#refuse(task, new AtriumError({ kind: 'not-found' }));
    // As text at once: the state goes on while this waits for its offset to be on disk.
    const value = JSON.stringify(parse(this.#kind.contract.view, this.#kind.show(this.#state as never, task.viewer as never), 'internal'));
    this.#later(task, { at: this.#head, value });
  }

  // — output commit —

  /** Lets an answer out when what it was computed from is on disk. */
  #later(task: Task, given: Given): void {
    this.#step({ task, entry: undefined, offset: this.#head[1], events: [], viewers: [], release: () => this.#answer(task, given) });
  }

  #refuse(task: Task, error: AtriumError): void {
    this.#later(task, { error: error.toWire() });
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
    if (this.#next.length >= KEPT_REFUSALS.look) this.#next = this.#next.filter((kept) => !this.#isSettled(kept));
    this.#next.push(step);
    if (this.#next.length >= KEPT_REFUSALS.most) this.#house.committer.wants(this);
  }

  /** A reload must not forget what a client was told. */
  *#unstored({ identity, client }: { readonly identity: string; readonly client: string }): Generator<StoredReply> {
    for (const { released, entry } of this.#next)
      if (released && entry?.answered?.identity === identity && entry.answered.client === client) yield entry.answered.reply;
  }

  #isSettled({ released, entry }: Step): boolean {
    const answered = released ? entry?.answered : undefined;
    return answered !== undefined && this.#lines.isSettled({ identity: answered.identity, client: answered.client, n: answered.reply.n });
  }

  #answer(task: Task, { at, value, error, dropped }: Given): void {
    this.#house.send(task.from, { t: 'answer', id: task.id, ...(at && { at }), ...(dropped ? { dropped } : error ? { error } : { value }) });
  }

  // — the committer's side —

  /** What there is to append, up to `most` entries; undefined when nothing is or something is under way. */
  collect(most: number): ChannelAppend | undefined {
    if (this.#phase !== 'ready' || this.#underWay.length > 0 || (!this.#dirty && this.#next.length < (this.#isLeaving ? 1 : KEPT_REFUSALS.most)))
      return undefined;
    this.#underWay = this.#next.splice(0, most);
    const entries = this.#underWay.flatMap(({ entry }) => (entry ? [entry] : []));
    return { channel: this.channel, expected: [this.#expectedTerm, this.#committed], term: this.#term, fence: this.#fence, entries };
  }

  outcome(outcome: AppendOutcome): void {
    switch (outcome.kind) {
      case 'committed':
        this.#fence = this.#term;
        return this.#landed(this.#underWay.length);
      case 'committed-to': {
        let entries = -1;
        const at = this.#underWay.findIndex(({ entry }) => entry && ++entries === outcome.entries);
        this.#house.log('error', 'an entry could not be stored', { channel: this.channel, error: outcome.error });
        if (at < 0) return this.#reset([]);
        const failed = this.#underWay[at]?.task;
        if (failed) failed.poison = new AtriumError({ kind: 'internal' }).toWire();
        this.#land(at);
        return this.#reset([]);
      }
      case 'fenced':
        this.#house.log('warn', 'fenced: somebody else has written the channel', { channel: this.channel });
        return this.#reset([]);
      case 'failed':
        return this.#failed(outcome.error);
    }
  }

  /** Nothing is on disk. Who only asks can wait; who commands is told, and keeps the command. */
  #failed(why: string): void {
    this.#house.log('error', 'the store took nothing', { channel: this.channel, error: why });
    const error = new AtriumError({ kind: 'overloaded', message: `It could not be stored: ${why}. It is kept and tried again.`, retryAfterMs: 2000 }).toWire();
    const open = [...this.#underWay, ...this.#next].filter((step) => !step.released).map((step) => step.task);
    this.#next = [...this.#underWay, ...this.#next].filter((step) => step.released);
    this.#underWay = [];
    this.#reset(open.filter((task) => task.t === 'admit' || task.t === 'show'));
    for (const task of open) if (task.t === 'command' || task.t === 'act') this.#answer(task, { error });
  }

  /** COMMIT itself failed: nobody is refused; the channel is loaded again, and everything that waits is asked again under its own id. */
  unknown(): void {
    this.#isDoubtful = true;
    for (const { task, events, value } of this.#underWay) {
      const last = events.at(-1);
      if (task.t === 'act' && last) task.doubt = { term: last.term, offset: last.offset, value };
    }
    this.#reset([]);
  }

  #landed(count: number): void {
    if (this.#land(count)) this.#trimming?.look(this.#committed);
    if (this.#phase === 'broken') return this.#reset([]);
    this.#releaseOutputs();
    if (this.#dirty) this.#house.committer.wants(this);
    else this.#lines.trim();
    this.#pump();
  }

  /** The first `count` of what is under way are on disk: the edges are told, and the answers let out. True when there was a checkpoint among them. */
  #land(count: number): boolean {
    const steps = this.#underWay.splice(0, count);
    const events = steps.flatMap((step) => step.events);
    const first = events[0];
    const last = events.at(-1);
    // Whoever asks again on hearing this is taken when everything is told.
    const pumping = this.#pumping;
    this.#pumping = true;
    try {
      if (first && last) {
        this.#committed = last.offset;
        this.#expectedTerm = this.#term;
        this.#house.count('events', events.length);
        const redacts = steps.flatMap((step) => step.entry?.redacts ?? []);
        const countable = steps.findLast((step) => step.countable)?.countable;
        const message = {
          t: 'batch',
          channel: this.channel,
          term: this.#term,
          from: first.offset,
          to: last.offset,
          events,
          viewers: steps.flatMap((step) => step.viewers),
          redacts,
          ...(this.#kind.state && { state: newestOf(steps.flatMap(({ standing = [] }) => standing)) }),
          ...(countable && { countable }),
        } as const;
        this.audience.tell(message);
        if (redacts.length > 0) this.#lines.redact(new Set(redacts));
      }
      for (const step of steps) if (!step.released) step.release();
    } finally {
      this.#pumping = pumping;
    }
    if (steps.some((step) => step.entry && step.entry.effects.length > 0)) this.#house.effectsCommitted();
    return this.#trimming !== undefined && steps.some((step) => step.entry?.checkpoint);
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

  // — loading —

  /** Drops what was thought of uncommitted state and loads again; what was not let out is decided again, in its order, under its own id. */
  #reset(first: readonly Task[]): void {
    this.#era += 1;
    this.#phase = 'idle';
    this.#blocked = false;
    this.#head = [this.#expectedTerm, this.#committed];
    this.#lines.reset();
    const steps = [...this.#underWay, ...this.#next];
    this.#underWay = [];
    this.#next = steps.filter((step) => step.released);
    const breaker = this.#breaker ? [this.#breaker] : [];
    this.#breaker = undefined;
    const again = [...steps.filter((step) => !step.released).map((step) => step.task), ...breaker, ...first];
    for (const task of again) delete task.rows;
    this.#queue.unshift(again);
    // Whoever hears the channel may have missed what is on disk now.
    if (this.audience.interest.size > 0 || this.#queue.length > 0) void this.#load();
  }

  /** A refusal is stored once: twice would turn its client's row back. */
  async #withoutStored(steps: readonly Step[]): Promise<Step[]> {
    const last = await Promise.all(
      steps.map(async ({ entry }) => {
        const answered = entry?.answered;
        return answered && (await this.#house.store.client({ identity: answered.identity, client: answered.client, channel: this.channel }))?.last;
      }),
    );
    return steps.filter(({ entry }, index) => !entry?.answered || entry.answered.reply.n > (last[index] ?? 0));
  }

  /** Does not reject. */
  async #load(): Promise<void> {
    this.#phase = 'loading';
    const era = this.#era;
    try {
      const loaded = await this.#house.store.load(this.channel);
      const { head, term, received } = loaded;
      const before = this.#term;
      const { state, lastUnder, folded } = await recall(this.#kind, { store: this.#house.store, channel: this.channel, loaded, term: before });
      const waiting = this.#isDoubtful ? await this.#withoutStored(this.#next) : this.#next;
      if (era !== this.#era) return;
      this.#isDoubtful = false;
      this.#next = waiting;
      this.audience.interest.reset(state);
      this.#state = state;
      this.#head = head;
      this.#committed = head[1];
      this.#expectedTerm = head[0];
      this.#fence = term;
      this.#term = nextTerm(term, this.#house.random);
      this.#landedUnder = { term: before, offset: lastUnder };
      this.#received = new Set(received);
      this.#checkpoints.loaded(loaded.checkpoint, folded);
    } catch (error) {
      this.#house.log('error', 'a channel could not be loaded', { channel: this.channel, error });
      if (error instanceof Unreadable && era === this.#era) return this.#giveUp();
      this.#house.clock.after(RELOAD_AFTER_MS, () => {
        if (era === this.#era) void this.#load();
      });
      return;
    }
    this.#phase = 'ready';
    this.audience.tell({ t: 'beacon', channel: this.channel, at: this.#onDisk });
    this.#trimming?.look(this.#committed);
    this.#pump();
  }

  /** Trying again would not help: whoever waits is told, and the next who asks makes it look again. */
  #giveUp(): void {
    this.#phase = 'idle';
    const error = new AtriumError({ kind: 'internal' }).toWire();
    for (let task = this.#queue.shift(); task; task = this.#queue.shift()) this.#answer(task, { error });
    this.#house.quiet(this);
  }

  // — letting go —

  /**
   * Called now and then: what nobody has asked anything of for some looks, and nobody has joined, is let go from memory. The next ask loads it
   * again. True: nothing is left of it but what is in the store.
   */
  look(looks: number): boolean {
    this.#unusedLooks = this.#isUsed ? 0 : this.#unusedLooks + 1;
    this.#isUsed = false;
    if (this.#unusedLooks < looks || this.audience.interest.joined > 0) return false;
    const isBusy = this.#queue.length + this.#underWay.length > 0 || this.#blocked || this.#dirty;
    if (this.#phase === 'ready' && !isBusy) {
      if (this.#next.length === 0) this.#letGo();
      else this.#leave();
    }
    return this.#phase === 'idle' && !isBusy && this.#next.length === 0 && this.audience.isEmpty;
  }

  get loaded(): boolean {
    return this.#phase !== 'idle';
  }

  #letGo(): void {
    this.#era += 1;
    this.#phase = 'idle';
    this.#isLeaving = false;
    this.#state = undefined;
    this.#received = new Set();
    this.#lines.forget();
  }

  #leave(): void {
    this.#isLeaving = true;
    this.#house.committer.wants(this);
  }
}
