import { setTimeout as sleep } from 'node:timers/promises';
import { microseconds, type Stamp } from './message.ts';
import type { Seated } from './seats.ts';

/** Where and how it is said. */
export interface Talking {
  /** Who has a voice: all of them speak in turn, each message by the next. */
  readonly voices: number;
  /** The connection of a voice. */
  seat(voice: number): Seated;
  readonly perSecond: number;
  readonly bytes?: number;
  /** Messages that may be said now: what a server cannot take is not piled up without end. */
  room(): number;
  said?(stamp: Stamp): void;
}

/** Messages to room 0, evenly spaced. */
export class Talk {
  readonly #talking: Talking;
  readonly #sequences: number[];
  #said = 0;

  constructor(talking: Talking) {
    this.#talking = talking;
    this.#sequences = Array.from({ length: talking.voices }, () => 0);
  }

  get said(): number {
    return this.#said;
  }

  /** Says so many more, or for as long as `goesOn` is true. */
  async say(count: number, goesOn: () => boolean = () => true): Promise<void> {
    const { perSecond, room } = this.#talking;
    const until = this.#said + count;
    let began = performance.now();
    let due = 0;
    while (this.#said < until && goesOn()) {
      const now = performance.now();
      const owed = Math.floor(((now - began) * perSecond) / 1000) - due;
      const most = Math.max(0, Math.min(room(), until - this.#said));
      this.#sayNow(Math.min(owed, most));
      due += owed;
      // Who cannot keep the pace sets it.
      if (owed > most) [began, due] = [now, 0];
      await sleep(1);
    }
  }

  #sayNow(count: number): void {
    const { voices, seat, bytes, said } = this.#talking;
    const at = microseconds();
    const turns = new Map<Seated, Stamp[]>();
    for (let left = count; left > 0; left--) {
      const voice = this.#said++ % voices;
      const stamp = { publisher: voice, room: 0, sequence: this.#sequences[voice]!++, at, ...(bytes !== undefined && { bytes }) };
      said?.(stamp);
      const seated = seat(voice);
      const turn = turns.get(seated);
      if (turn) turn.push(stamp);
      else turns.set(seated, [stamp]);
    }
    for (const [{ client, speaker }, stamps] of turns) client.write(speaker.say(stamps));
  }
}
