import type { Channel } from '@atrium/client';
import type { arena } from '../contract.ts';
import { Netcode } from '../netcode.ts';
import { HZ, type Steering } from '../rules.ts';
import { Helm } from './helm.ts';
import { Water } from './water.ts';

const STEP_MS = 1000 / HZ;
/** Steps that are made up for after a hidden tab: more is let go. */
const MADE_UP = 5;

export interface PlayOptions {
  /** Undefined: one looks on. */
  readonly me: string | undefined;
  nameOf(seat: number, who: string | null): string;
  /** Whoever has asked for less motion sees no waves. */
  readonly still: boolean;
  /** Once a second, and when something changes that is said in words. */
  changed(): void;
}

/** One window on the game: hears frames, steers thirty times a second, and draws as often as the screen does. */
export class Play {
  readonly net = new Netcode();
  readonly helm = new Helm();
  readonly #channel: Channel<typeof arena>;
  readonly #options: PlayOptions;
  readonly #water: Water;
  readonly #off: (() => void)[] = [];
  #seats = new Map<number, string | null>();
  #frame = 0;
  #last = 0;
  #owed = 0;
  #told = '';

  constructor(channel: Channel<typeof arena>, canvas: HTMLCanvasElement, options: PlayOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#water = new Water(canvas);
    this.#off.push(
      channel.onSignal('frame', ({ bytes }, { who }) => {
        // What somebody else says is no frame of the game.
        if (who === `channel:${channel.address}`) this.net.take(bytes, performance.now());
      }),
      channel.onSignal('seats', ({ seats }, { who }) => {
        if (who !== `channel:${channel.address}`) return;
        this.#seats = new Map(seats.map((each) => [each.seat, each.who]));
        this.net.sit(this.seat);
      }),
      // Another connection: its steering is counted from the beginning.
      channel.on('joined', () => this.net.restart()),
    );
    const theme = new MutationObserver(() => this.#water.colour());
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#off.push(() => theme.disconnect());
    this.#frame = requestAnimationFrame(this.#draw);
  }

  get seat(): number | undefined {
    const { me } = this.#options;
    return me === undefined ? undefined : [...this.#seats].find(([, who]) => who === me)?.[0];
  }

  /** What is said in words: time, round, and scores, best first. */
  get said():
    | {
        readonly left: number;
        readonly round: number;
        readonly resting: boolean;
        readonly scores: readonly { readonly seat: number; readonly name: string; readonly score: number; readonly me: boolean }[];
      }
    | undefined {
    const { newest } = this.net;
    if (!newest) return undefined;
    const scores = [...newest.boats.values()]
      .map(({ seat, score }) => ({ seat, score, name: this.#name(seat), me: seat === this.seat }))
      .sort((a, b) => b.score - a.score || a.seat - b.seat);
    return { left: Math.ceil(newest.left / HZ), round: newest.round, resting: newest.resting, scores };
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    for (const off of this.#off) off();
  }

  #name(seat: number): string {
    return this.#options.nameOf(seat, this.#seats.get(seat) ?? null);
  }

  readonly #draw = (now: number): void => {
    this.#frame = requestAnimationFrame(this.#draw);
    this.#owed = Math.min(this.#owed + (now - (this.#last || now)) / STEP_MS, MADE_UP);
    this.#last = now;
    for (; this.#owed >= 1; this.#owed -= 1) this.#step(now);
    const boats = this.net.draw(now, this.#owed, this.#steering(now));
    this.#water.draw(this.net.newest, {
      boats,
      labels: { nameOf: (seat) => this.#name(seat), isMe: (seat) => seat === this.seat },
      still: this.#options.still,
    });
    const { said } = this;
    const told = said ? `${said.left} ${said.resting} ${said.scores.map(({ seat, name, score }) => `${seat} ${name} ${score}`).join()}` : '';
    if (told === this.#told) return;
    this.#told = told;
    this.#options.changed();
  };

  #steering(now: number): Steering {
    return this.helm.steering(this.net.draw(now, 0).find(({ seat }) => seat === this.seat));
  }

  #step(now: number): void {
    if (this.#options.me === undefined || !this.net.newest) return;
    this.#channel.signal('steer', this.net.steer(this.#steering(now)));
  }
}
