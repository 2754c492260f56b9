import { AtriumError } from '@atrium/protocol';
import type { Clock } from './clock.ts';
import type { DueEffect, EffectKey, Store } from './ports/store.ts';

/** Effects read at a time. */
const PAGE = 512;
/** The longest wait between two looks at the store, and the longest backoff of one effect. ms */
const LOOK_AT_LEAST_EVERY_MS = 60_000;
const BACKOFF_MS = { first: 250, most: 60_000 };

export interface EffectsHouse {
  readonly store: Store;
  readonly clock: Clock;
  /** A command under the identity of the channel that asks. */
  act(effect: DueEffect): Promise<unknown>;
  /** A job for the app. */
  job(effect: DueEffect): Promise<void>;
  log(level: 'warn' | 'error', what: string, detail: unknown): void;
}

/**
 * Carries out what committed events asked for, until it is acknowledged: due now or at a time, inside Atrium exactly once by their keys,
 * outside at least once. One source's effects on one target go in order; different pairs side by side.
 */
export class Effects {
  readonly #house: EffectsHouse;
  #running = false;
  #again = false;
  #stopped = false;
  #timer: (() => void) | undefined;
  readonly #underWay = new Set<string>();

  constructor(house: EffectsHouse) {
    this.#house = house;
  }

  /** New effects may be due. */
  look(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  async #run(): Promise<void> {
    let next: number | undefined;
    try {
      do {
        this.#again = false;
        const { effects, nextDue } = await this.#house.store.dueEffects(this.#house.clock.now(), PAGE);
        next = nextDue;
        if (effects.length > 0) await this.#carryOut(effects);
        if (effects.length === PAGE) this.#again = true;
      } while (this.#again && !this.#stopped);
    } catch (error) {
      if (!this.#stopped) this.#house.log('error', 'effects could not be read or settled', error);
      next = this.#house.clock.now() + 1000;
    }
    this.#running = false;
    if (this.#stopped) return;
    if (this.#again) return this.look();
    this.#timer?.();
    const wait = Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(1, (next ?? Number.POSITIVE_INFINITY) - this.#house.clock.now()));
    this.#timer = this.#house.clock.after(wait, () => this.look());
  }

  async #carryOut(effects: readonly DueEffect[]): Promise<void> {
    const pairs = new Map<string, DueEffect[]>();
    for (const effect of effects) {
      const pair = `${effect.channel} ${effect.target}`;
      const list = pairs.get(pair);
      if (list) list.push(effect);
      else pairs.set(pair, [effect]);
    }
    const done: EffectKey[] = [];
    const again: { key: EffectKey; due: number }[] = [];
    await Promise.all(
      [...pairs].map(async ([pair, list]) => {
        if (this.#underWay.has(pair)) return;
        this.#underWay.add(pair);
        await this.#inOrder(list, done, again);
        this.#underWay.delete(pair);
      }),
    );
    if (done.length + again.length > 0) await this.#house.store.settleEffects(done, again);
  }

  /** One after the other; what comes behind one that is put off is put off with it. */
  async #inOrder(list: readonly DueEffect[], done: EffectKey[], again: { key: EffectKey; due: number }[]): Promise<void> {
    // All are asked at once and answered in order: the target takes them in turn.
    const answers = list.map((effect) => this.#one(effect));
    let putOff: number | undefined;
    for (const [index, effect] of list.entries()) {
      const key = { channel: effect.channel, term: effect.term, offset: effect.offset, index: effect.index };
      const retry = await answers[index];
      if (retry === undefined) done.push(key);
      else again.push({ key, due: (putOff = Math.max(putOff ?? 0, this.#house.clock.now() + retry)) });
    }
  }

  /** Undefined when it is done; otherwise in how many milliseconds to try again. */
  async #one(effect: DueEffect): Promise<number | undefined> {
    try {
      if (effect.target === 'app') await this.#house.job(effect);
      else await this.#house.act(effect);
      return undefined;
    } catch (error) {
      const final = error instanceof AtriumError && error.retry === 'never' && error.kind !== 'internal';
      this.#house.log(final ? 'warn' : 'error', final ? 'an effect was refused' : 'an effect failed and will be tried again', { effect: { ...effect, body: undefined }, error: String(error) });
      if (final) return undefined;
      return Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(effect.tries, 16));
    }
  }
}
