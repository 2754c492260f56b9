import { AtriumError } from '@atrium/protocol';
import type { Clock } from './clock.ts';
import { type DueEffect, type EffectKey, keyOf, type Store } from './ports/store.ts';

/** Effects read at a time, and at most, when all that were read are under way already. */
const PAGE = { first: 512, most: 16_384 };
/** Acknowledgements that go to the store together: one commit for many small effects. */
const ACKS = 256;
/** The longest wait between two looks at the store, and the longest backoff of one effect. ms */
const LOOK_AT_LEAST_EVERY_MS = 60_000;
const BACKOFF_MS = { first: 250, most: 60_000 };
/** Milliseconds before a store that could not be read or written is tried again. */
const STORE_AGAIN_MS = 1_000;

export interface EffectsHouse {
  readonly store: Store;
  readonly clock: Clock;
  /** Effects are carried out by the node that owns their source. */
  isMine(channel: string): boolean;
  /** A command under the identity of the channel that asks. */
  act(effect: DueEffect): Promise<unknown>;
  /** A job for the app. */
  job(effect: DueEffect): Promise<void>;
  /** The source has been told for good: the target need not remember these. */
  acked(target: string, keys: readonly string[]): void;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
}

/**
 * Carries out what committed events asked for, until it is acknowledged: due now or at a time, inside Atrium exactly once by their keys,
 * outside at least once. One source's effects on one target go one after the other, in order; different pairs side by side.
 */
export class Effects {
  readonly #house: EffectsHouse;
  #running = false;
  #again = false;
  #stopped = false;
  #timer: (() => void) | undefined;
  /** Pairs of source and target that are being served. */
  readonly #underWay = new Set<string>();
  /** Pairs that were served while the store was being read: what the page says of them may be done already. */
  readonly #servedMeanwhile = new Set<string>();
  /**
   * Pairs that were put off, until when (ms since the epoch), and how often. For targets inside, the store is not told: after a restart what
   * was put off is due before what came later, so that nothing overtakes it.
   */
  readonly #putOff = new Map<string, { readonly until: number; readonly times: number }>();

  constructor(house: EffectsHouse) {
    this.#house = house;
  }

  /** New effects may be due. */
  look(): void {
    if (this.#stopped) return;
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  /** Does not reject. */
  async #run(): Promise<void> {
    let next: number | undefined;
    let limit = PAGE.first;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        const now = this.#house.clock.now();
        this.#servedMeanwhile.clear();
        const { effects, nextDue } = await this.#house.store.dueEffects(now, limit);
        next = Math.min(nextDue ?? Number.POSITIVE_INFINITY, ...[...this.#putOff.values()].map(({ until }) => until).filter((until) => until > now));
        const begun = this.#begin(effects);
        // A full page of what is under way hides what is behind it.
        if (effects.length === limit && !begun && limit < PAGE.most) {
          limit *= 2;
          this.#again = true;
        }
      } catch (error) {
        if (!this.#stopped) this.#house.log('error', 'effects could not be read', error);
        next = this.#house.clock.now() + STORE_AGAIN_MS;
      }
    }
    this.#running = false;
    this.#wakeAt(next);
  }

  #wakeAt(next: number | undefined): void {
    if (this.#stopped) return;
    this.#timer?.();
    const wait = Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(1, (next ?? Number.POSITIVE_INFINITY) - this.#house.clock.now()));
    this.#timer = this.#house.clock.after(wait, () => this.look());
  }

  /** Whether anything was begun. */
  #begin(effects: readonly DueEffect[]): boolean {
    const now = this.#house.clock.now();
    const pairs = new Map<string, DueEffect[]>();
    for (const effect of effects) {
      const pair = `${effect.channel} ${effect.target}`;
      if (this.#underWay.has(pair) || this.#servedMeanwhile.has(pair)) continue;
      if ((this.#putOff.get(pair)?.until ?? 0) > now || !this.#house.isMine(effect.channel)) continue;
      const list = pairs.get(pair);
      if (list) list.push(effect);
      else pairs.set(pair, [effect]);
    }
    for (const [pair, list] of pairs) {
      this.#underWay.add(pair);
      void this.#serve(pair, list);
    }
    return pairs.size > 0;
  }

  /** One pair's effects, in order. Does not reject. */
  async #serve(pair: string, list: readonly DueEffect[]): Promise<void> {
    let done: DueEffect[] = [];
    let again: { key: EffectKey; due: number }[] = [];
    for (const [index, effect] of list.entries()) {
      const isDone = await this.#one(effect);
      if (this.#stopped) return;
      if (isDone) {
        this.#putOff.delete(pair);
        done.push(effect);
        if (done.length < ACKS) continue;
        await this.#settle(done, []);
        done = [];
        continue;
      }
      const times = Math.max(effect.tries, this.#putOff.get(pair)?.times ?? 0);
      const until = this.#house.clock.now() + Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(times, 16));
      this.#putOff.set(pair, { until, times: times + 1 });
      // Jobs have no order to keep, and an outside that is down for a day must not fill every page of what is due.
      if (effect.target === 'app') again = list.slice(index).map((behind) => ({ key: keyOnly(behind), due: until }));
      break;
    }
    await this.#settle(done, again);
    this.#underWay.delete(pair);
    this.#servedMeanwhile.add(pair);
    this.look();
  }

  /** Until it is written: an effect that is not acknowledged is carried out again. Does not reject. */
  async #settle(done: readonly DueEffect[], again: readonly { readonly key: EffectKey; readonly due: number }[]): Promise<void> {
    const keys = done.map(keyOnly);
    for (;;) {
      if (this.#stopped || keys.length + again.length === 0) return;
      try {
        await this.#house.store.settleEffects(keys, again);
        break;
      } catch (error) {
        if (!this.#stopped) this.#house.log('error', 'effects could not be acknowledged', error);
        await new Promise<void>((resolve) => void this.#house.clock.after(STORE_AGAIN_MS, resolve));
      }
    }
    const target = done[0]?.target;
    if (target !== undefined && target !== 'app') this.#house.acked(target, keys.map(keyOf));
  }

  /** Whether it is done, or refused for good; otherwise it is to be tried again. */
  async #one(effect: DueEffect): Promise<boolean> {
    try {
      if (effect.target === 'app') await this.#house.job(effect);
      else await this.#house.act(effect);
      return true;
    } catch (error) {
      const final = error instanceof AtriumError && error.retry === 'never' && error.kind !== 'internal';
      this.#house.log(final ? 'warn' : 'error', final ? 'an effect was refused' : 'an effect failed and will be tried again', {
        effect: { ...effect, body: undefined },
        error: String(error),
      });
      return final;
    }
  }
}

const keyOnly = ({ channel, term, offset, index }: EffectKey): EffectKey => ({ channel, term, offset, index });
