import { botSteering } from './bot.ts';
import { randomOf } from './random.ts';
import { BOATS, collide, CRATES, FILLED_TO, HARBOUR, held, type Moving, RADIUS, REST_STEPS, ROUND_STEPS, sail, type Steering, STILL } from './rules.ts';

export interface Boat extends Moving {
  /** 0 to 15, while it is there. */
  readonly seat: number;
  /** Whose it is; undefined for a bot's. */
  readonly who: string | undefined;
  score: number;
  /** The number of the last steering that was taken. */
  taken: number;
  /** Steps for which it cannot be rammed again. */
  safe: number;
}
export interface Crate {
  x: number;
  y: number;
}

/** Steering that waits: as much as a hand-over of a network brings at once; of more the oldest goes. */
const WAITING = 12;
/** Steps that are made up for, at most: of a longer silence a boat drifts. */
const OWED = 10;
const SAFE_STEPS = 20;

interface Hand {
  readonly waiting: { readonly n: number; readonly steering: Steering }[];
  /** Steps in which nothing had come yet, and the boat was not sailed. */
  owed: number;
  /** The highest number that was heard. */
  heard: number;
}

/** The game itself, on the server: nothing that a player says is believed but where they steer. */
export class Game {
  readonly boats = new Map<number, Boat>();
  readonly crates: Crate[] = [];
  step = 0;
  round = 1;
  /** Steps that are left of the round, and of the rest after it. */
  left = ROUND_STEPS;
  resting = false;
  readonly #hands = new Map<number, Hand>();
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
    for (let crate = 0; crate < CRATES; crate++) this.crates.push(this.#somewhere());
  }

  seatOf(who: string): number | undefined {
    for (const boat of this.boats.values()) if (boat.who === who) return boat.seat;
    return undefined;
  }

  /** Where somebody steers: `n` counts 1, 2, 3 …, and each is taken once, in order, one a step. The first brings a boat, while there is one. */
  steer(who: string, { n, steering }: { readonly n: number; readonly steering: Steering }): void {
    const seat = this.seatOf(who) ?? this.#enter(who);
    if (seat === undefined) return;
    const hand = this.#hands.get(seat)!;
    // Another tab, or one that was loaded again, counts from the beginning.
    if (n <= hand.heard && hand.heard - n < 1000) return;
    if (n < hand.heard) hand.waiting.length = 0;
    hand.heard = n;
    hand.waiting.push({ n, steering: held(steering) });
    if (hand.waiting.length > WAITING) hand.waiting.shift();
  }

  /** The number that a new connection of somebody begins after. */
  forget(who: string): void {
    const seat = this.seatOf(who);
    const hand = seat === undefined ? undefined : this.#hands.get(seat);
    if (!hand || seat === undefined) return;
    hand.waiting.length = 0;
    hand.heard = 0;
    this.boats.get(seat)!.taken = 0;
  }

  /** Whoever is not here any more leaves their boat. */
  keepOnly(here: ReadonlySet<string>): void {
    for (const { seat, who } of this.boats.values()) if (who !== undefined && !here.has(who)) this.#leave(seat);
  }

  /** One step of everything. The answer: a round has ended, and these were its scores. */
  advance(): readonly { readonly who: string | undefined; readonly seat: number; readonly score: number }[] | undefined {
    this.step += 1;
    this.left -= 1;
    this.#fill();
    for (const boat of this.boats.values()) {
      const steering = boat.who === undefined ? botSteering(boat, this, this.#random) : this.#taken(boat);
      if (steering) sail(boat, this.resting ? STILL : steering);
      if (boat.safe > 0) boat.safe -= 1;
    }
    this.#meet();
    if (!this.resting) this.#load();
    if (this.left > 0) return undefined;
    this.resting = !this.resting;
    this.left = this.resting ? REST_STEPS : ROUND_STEPS;
    if (this.resting)
      return [...this.boats.values()].map(({ who, seat, score }) => ({ who, seat, score })).sort((a, b) => b.score - a.score || a.seat - b.seat);
    this.round += 1;
    for (const boat of this.boats.values()) boat.score = 0;
    return undefined;
  }

  /** What a boat is sailed by in this step; undefined: not at all, since nothing has come, and it is made up for when it does. So nobody ever has more steps than there were. */
  #taken(boat: Boat): Steering | undefined {
    const hand = this.#hands.get(boat.seat)!;
    const next = hand.waiting.shift();
    if (!next) {
      if (hand.owed < OWED) {
        hand.owed += 1;
        return undefined;
      }
      return STILL;
    }
    boat.taken = next.n;
    const more = hand.owed > 0 ? hand.waiting.shift() : undefined;
    if (!more) return next.steering;
    hand.owed -= 1;
    sail(boat, this.resting ? STILL : next.steering);
    boat.taken = more.n;
    return more.steering;
  }

  #meet(): void {
    const boats = [...this.boats.values()];
    for (const [index, a] of boats.entries())
      for (const b of boats.slice(index + 1)) {
        const rammed = collide(a, b);
        const loser = rammed === 'a' ? a : rammed === 'b' ? b : undefined;
        if (!loser || loser.score === 0 || loser.safe > 0 || this.resting) continue;
        loser.score -= 1;
        loser.safe = SAFE_STEPS;
        // It falls into the water between them, for whoever is there first.
        if (this.crates.length < CRATES + BOATS) this.crates.push({ x: Math.round((a.x + b.x) / 2), y: Math.round((a.y + b.y) / 2) });
      }
  }

  #load(): void {
    for (const boat of this.boats.values())
      for (let at = this.crates.length - 1; at >= 0; at--) {
        const crate = this.crates[at]!;
        if (boat.safe > SAFE_STEPS - 8 || Math.hypot(crate.x - boat.x, crate.y - boat.y) > RADIUS + 10) continue;
        boat.score += 1;
        if (this.crates.length > CRATES) this.crates.splice(at, 1);
        else this.crates[at] = this.#somewhere();
      }
  }

  #fill(): void {
    const people = [...this.boats.values()].filter(({ who }) => who !== undefined).length;
    const bots = [...this.boats.values()].filter(({ who }) => who === undefined);
    const wanted = people === 0 ? FILLED_TO : Math.max(0, FILLED_TO - people);
    for (let more = bots.length; more < wanted; more++) this.#enter(undefined);
    // The last that came goes first.
    for (const { seat } of bots.slice(wanted)) this.#leave(seat);
  }

  #enter(who: string | undefined): number | undefined {
    let seat = 0;
    while (seat < BOATS && this.boats.has(seat)) seat += 1;
    if (seat === BOATS) {
      const bot = who === undefined ? undefined : [...this.boats.values()].find((boat) => boat.who === undefined);
      if (!bot) return undefined;
      this.#leave(bot.seat);
      seat = bot.seat;
    }
    this.boats.set(seat, { seat, who, ...this.#somewhere(), vx: 0, vy: 0, score: 0, taken: 0, safe: 0 });
    this.#hands.set(seat, { waiting: [], owed: 0, heard: 0 });
    return seat;
  }

  #leave(seat: number): void {
    this.boats.delete(seat);
    this.#hands.delete(seat);
  }

  #somewhere(): Crate {
    const between = (most: number): number => Math.round(40 + this.#random() * (most - 80));
    return { x: between(HARBOUR.width), y: between(HARBOUR.height) };
  }
}
