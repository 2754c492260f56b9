import { AtriumError, parse, type AnyContract, type ChannelAddress, type FromHub, type Position, type WireEvent } from '@atrium/protocol';
import type { Command } from './command.ts';
import { applyEvent, fitting, foldPredicted, readEvent, type FoldedEvent } from './fold.ts';
import { clientLimits } from './limits.ts';
import { lookAfter, NOT_HELD, pendingAfter, type ChannelState, type Look } from './look.ts';
import { presenceAfter } from './presence.ts';
import { Signals, type Received } from './signals.ts';
import { Keeping } from './keeping.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import type { Clock } from './surroundings.ts';
import { Standing } from './standing.ts';
import { Tags } from './tags.ts';

type Of<T extends FromHub['t']> = Extract<FromHub, { t: T }>;
export type Outcome = Of<'joined'>['outcome'];

export interface ReplicaListener {
  /** What is shown has changed, or who signals. */
  changed(): void;
  applied(event: FoldedEvent): void;
  signalled(name: string, signal: Received): void;
  stood(name: string, key: string, value: unknown): void;
  joined(outcome: Outcome): void;
  refused(error: AtriumError): void;
  /** An event of a command by this client id was applied. */
  appeared(client: string, n: number): void;
  covered(position: Position): void;
  /** Something is missing: the channel is to be joined again, from `resumeAt`. */
  rejoin(): void;
}

interface ReplicaNeeds {
  readonly contract: AnyContract;
  readonly clock: Clock;
  readonly pending: () => readonly Command[];
  readonly identity: () => string;
  readonly listener: ReplicaListener;
}

/** This client's copy of one channel: the confirmed view at its position, and over it what is not confirmed yet. */
export class Replica {
  readonly address: ChannelAddress;
  readonly contract: AnyContract;
  readonly signals: Signals;
  readonly standing: Standing;
  readonly keeping = new Keeping();
  readonly #needs: ReplicaNeeds;
  readonly #listener: ReplicaListener;
  #confirmed: { readonly view: unknown } | undefined;
  #position: Position | undefined;
  #state: ChannelState = 'joining';
  #refusal: AtriumError | undefined;
  /** The view lacks something that this client's contract does not know. */
  #outdated = false;
  /** Asked for, and not answered yet: what comes belongs to the join before. */
  #asked = false;
  /** What the join answered, until the client stands there. */
  #target: { readonly at: Position; readonly outcome: Outcome } | undefined;
  #parts: SnapshotParts | undefined;
  /** The end of the furthest batch that came while a snapshot was awaited. */
  #passedOver = 0;
  #presence = NOT_HELD.presence;
  #crowd: number | undefined;
  #tags = new Tags();
  #look = NOT_HELD;
  #lookIsOld = true;
  #folded: { readonly confirmed: unknown; readonly pending: Look['pending']; readonly tags: Tags; readonly view: unknown } | undefined;

  constructor(address: ChannelAddress, needs: ReplicaNeeds) {
    this.address = address;
    this.contract = needs.contract;
    this.#needs = needs;
    this.#listener = needs.listener;
    this.standing = new Standing(needs.contract);
    this.signals = new Signals({ contract: needs.contract, clock: needs.clock, changed: () => this.#listener.changed() });
  }

  get position(): Position | undefined {
    return this.#position;
  }

  /** Where to go on from. Not from a view that lacks something. */
  get resumeAt(): Position | undefined {
    return this.#outdated || !this.#confirmed ? undefined : this.#position;
  }

  get confirmed(): unknown {
    return this.#confirmed?.view;
  }

  get state(): ChannelState {
    return this.#state;
  }

  get look(): Look {
    if (this.#lookIsOld) this.#look = lookAfter(this.#look, this.#takeALook());
    this.#lookIsOld = false;
    return this.#look;
  }

  /** Something that `look` shows may have changed. */
  changed(): void {
    this.#lookIsOld = true;
    this.#listener.changed();
  }

  /** It is asked for, from `resumeAt`. */
  asked(): void {
    this.#asked = true;
    this.#interrupt();
  }

  joined({ at, outcome, version, tags }: Of<'joined'>, claimed: readonly string[]): void {
    this.#asked = false;
    this.#target = { at, outcome };
    this.#parts = undefined;
    this.#passedOver = 0;
    if (outcome === 'snapshot') this.standing.at = undefined;
    // Unless both know the same contract, it cannot promise to show everything.
    this.#outdated = version !== undefined && version !== this.contract.version;
    this.#tags = new Tags();
    this.tagged(tags, claimed);
    this.#arrive();
  }

  tagged(tags: readonly number[], claimed: readonly string[]): void {
    this.#tags.learn(tags, claimed);
    this.changed();
  }

  refused(error: AtriumError): void {
    this.#asked = false;
    this.#interrupt();
    this.#confirmed = undefined;
    this.#position = undefined;
    this.#presence = NOT_HELD.presence;
    this.#refusal = error;
    this.signals.forget();
    this.#become('refused');
    this.#listener.refused(error);
  }

  /** The connection is gone. What is shown stays, and its position: the next connection goes on from there. */
  cut(): void {
    this.#asked = false;
    this.standing.cut();
    this.keeping.cut();
    if (this.#state !== 'refused') this.#interrupt();
  }

  present(message: Of<'presence'>): void {
    this.#presence = presenceAfter(this.#presence, message, this.contract);
    this.#crowd = message.count;
    this.changed();
  }

  signal({ name, who, device, data, seq }: Of<'signal'>): void {
    for (const one of this.keeping.fresh(`${device} ${name}`, data, seq, clientLimits.signals)) {
      const signal = this.signals.take({ name, who, device, data: one });
      if (signal) this.#listener.signalled(name, signal);
    }
  }

  stand(message: Of<'state'>): void {
    if (this.#asked || this.#state === 'refused') return;
    this.standing.take(message, (name, key, value) => this.#listener.stood(name, key, value));
    this.changed();
  }

  /** The range `from`..`to`: applied from where the client stands, ignored when it is past it, asked for again when something is missing before it. */
  batch({ term, from, to, events }: Of<'batch'>): void {
    if (this.#asked || this.#state === 'refused') return;
    if (this.#parts || this.#target?.outcome === 'snapshot') {
      this.#passedOver = Math.max(this.#passedOver, to);
      return;
    }
    const here = this.#position?.[1];
    if (here === undefined || from - 1 > here) return this.#askAgain();
    if (to <= here) return;
    let o = from - 1;
    let at = 0;
    for (const event of events) {
      // What the event before says is left out.
      o = event.o ??= o + 1;
      at = event.at ??= at;
      if (o > here) this.#apply(event as WireEvent, term);
    }
    this.#position = [term, to];
    this.#arrive();
    // In the same step as the events: a prediction and what it predicted are never seen together.
    this.#listener.covered(this.#position);
  }

  /** A snapshot replaces all else that is held of the channel, whole, with its last part; until then what was shown stays. */
  snapshot(message: Of<'snapshot'>): void {
    if (this.#asked || this.#state === 'refused') return;
    if (message.part === 0) this.#parts = new SnapshotParts(message.at);
    if (!this.#parts?.add(message)) return this.#askAgain();
    if (this.#parts.characters > clientLimits.snapshotCharacters) {
      return this.refused(new AtriumError({ kind: 'too-many', message: 'It is more than this client can show.' }));
    }
    if (message.last) this.#replace(message.at, this.#parts.text);
  }

  #replace(at: Position, text: string): void {
    const fits = fitting(() => parse(this.contract.view, readJson(text), 'bad-message'));
    this.#confirmed = fits && { view: fits.value };
    this.#outdated ||= !fits;
    this.#parts = undefined;
    this.#position = at;
    this.#arrived('snapshot');
    this.#listener.covered(at);
    if (this.#passedOver > at[1]) this.#askAgain();
    this.#passedOver = 0;
  }

  #apply({ o: offset, name, at, by, data }: WireEvent, term: string): void {
    const event = readEvent(this.contract, { offset, name, at, ...(by && { by: [by[0], by[1]] as const }), data });
    const client = by && this.#tags.clientOf(by[0]);
    if (by && client !== undefined) this.#listener.appeared(client, by[1]);
    this.#position = [term, offset];
    const folded = event && this.#confirmed && this.#fold(event, this.#confirmed.view);
    if (folded) this.#confirmed = folded;
    else this.#outdated = true;
    this.changed();
    if (event && folded) this.#listener.applied(event);
  }

  // A fold that throws is a contract that this event does not fit.
  #fold(event: FoldedEvent, view: unknown): { readonly view: unknown } | undefined {
    try {
      return { view: applyEvent(this.contract, view, event) };
    } catch {
      return undefined;
    }
  }

  #arrive(): void {
    const target = this.#target;
    if (target?.outcome === 'missed' && this.#position && this.#position[1] >= target.at[1]) this.#arrived('missed');
    else if (this.#outdated && this.#state === 'live') this.#become('stale');
  }

  #arrived(outcome: Outcome): void {
    this.#target = undefined;
    this.#become(this.#outdated ? 'stale' : 'live');
    this.#listener.joined(outcome);
  }

  #askAgain(): void {
    this.asked();
    this.#listener.rejoin();
  }

  #interrupt(): void {
    this.#target = undefined;
    this.#parts = undefined;
    this.#refusal = undefined;
    this.#become('joining');
  }

  #become(state: ChannelState): void {
    this.#state = state;
    this.changed();
  }

  #takeALook(): Look {
    const commands = this.#needs.pending().filter(({ shown }) => shown === false);
    const pending = pendingAfter(this.#look.pending, commands);
    return {
      view: this.#viewWith(commands, pending),
      pending,
      presence: this.#presence,
      count: this.#crowd ?? this.#presence.size,
      state: this.#state,
      refusal: this.#refusal,
    };
  }

  #viewWith(commands: readonly Command[], pending: Look['pending']): unknown {
    if (!this.#confirmed) return undefined;
    const confirmed = this.#confirmed.view;
    const tags = this.#tags;
    const last = this.#folded;
    if (last && last.confirmed === confirmed && last.pending === pending && last.tags === tags) return last.view;
    const identity = this.#needs.identity();
    const predictable = commands
      .filter(({ failed }) => !failed)
      .map(({ client, n, name, input, at }) => ({ name, input, context: { identity, now: at, tag: tags.tagOf(client), n } }));
    const view = foldPredicted(this.contract, { view: confirmed, offset: this.#position?.[1] ?? 0 }, predictable);
    this.#folded = { confirmed, pending, tags, view };
    return view;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AtriumError({ kind: 'bad-message' });
  }
}
