import { baseOf, readFrame, type Seen, type SeenBoat } from './frames.ts';
import { GRAIN, HZ, type Moving, sail, type Steering, STILL } from './rules.ts';

const STEP_MS = 1000 / HZ;
/** Frames that are kept for drawing others: a second. */
const KEPT = HZ;
/** Others are drawn this far behind the newest frame at least, so that there is one on either side of it though they come unevenly. */
const BEHIND_STEPS = 3;
const MOST_BEHIND_STEPS = 9;
/** Steps for which somebody is drawn on by their speed when no frame comes. */
const ON_STEPS = 4;
/** Of a correction so much is left after each step: a jump of a boat's length is gone in a fifth of a second. */
const SETTLES = 0.72;
/** Units beyond which a correction is shown at once: one was put somewhere else. */
const JUMP = 120;
/** Steering that is not in a frame yet: three seconds. */
const PENDING = 3 * HZ;

export interface Drawn {
  readonly seat: number;
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly score: number;
  readonly safe: boolean;
}

/**
 * What a player's window knows of the game: one's own boat is sailed on at once by the same rules as the server's and put right when its frame
 * comes (prediction and reconciliation); the others are drawn a little in the past, between two frames (interpolation). Gabriel Gambetta,
 * "Fast-Paced Multiplayer"; Valve, "Source Multiplayer Networking".
 */
export class Netcode {
  readonly #frames: { readonly seen: Seen; readonly at: number }[] = [];
  readonly #wholes = new Map<number, Seen>();
  readonly #pending: { readonly n: number; readonly steering: Steering }[] = [];
  #seat: number | undefined;
  #own: Moving | undefined;
  /** What is still to be settled of corrections. */
  #off = { x: 0, y: 0 };
  #n = 0;
  /** The newest step, and how late frames come beyond the earliest of them, in ms. */
  #offset = Number.POSITIVE_INFINITY;
  #spread = 0;
  /** Units by which the last frame put one's own boat right. */
  correction = 0;

  /** Whose boat is one's own; undefined while one only looks. */
  sit(seat: number | undefined): void {
    if (seat === this.#seat) return;
    this.#seat = seat;
    this.#own = undefined;
    this.#off = { x: 0, y: 0 };
  }

  /** A new connection: what was steered before is not waited for. */
  restart(): void {
    this.#pending.length = 0;
    this.#n = 0;
    this.#own = undefined;
  }

  get newest(): Seen | undefined {
    return this.#frames.at(-1)?.seen;
  }

  /** A frame has come. One that is against a frame that was lost is of no use. */
  take(bytes: Uint8Array, now: number): void {
    const base = baseOf(bytes);
    const against = base === 0 ? undefined : this.#wholes.get(base);
    if (base !== 0 && !against) return;
    const seen = readFrame(bytes, against);
    const last = this.newest;
    // The server began anew.
    if (last && seen.step < last.step - HZ) this.#begin();
    else if (last && seen.step <= last.step) return;
    if (base === 0) {
      this.#wholes.set(seen.step, seen);
      for (const step of this.#wholes.keys()) if (this.#wholes.size > 3) this.#wholes.delete(step);
    }
    this.#frames.push({ seen, at: now });
    if (this.#frames.length > KEPT) this.#frames.shift();
    // The earliest that a step ever came says when steps are; it creeps, as clocks do.
    const offset = now - seen.step * STEP_MS;
    this.#offset = Math.min(this.#offset + 0.05, offset);
    this.#spread = Math.max(offset - this.#offset, this.#spread * 0.98);
    this.#reconcile(seen);
  }

  /** One step of one's own: it is sailed at once. What is to be sent. */
  steer(steering: Steering): { readonly n: number } & Steering {
    const n = ++this.#n;
    this.#pending.push({ n, steering });
    if (this.#pending.length > PENDING) this.#pending.shift();
    if (this.#own) sail(this.#own, this.newest?.resting ? { x: 0, y: 0 } : steering);
    this.#off.x *= SETTLES;
    this.#off.y *= SETTLES;
    return { n, ...steering };
  }

  /** Everything as it is drawn now. `part`: how much of the next step of one's own has passed, from 0 to 1, and where one steers in it: what is pressed is seen in the next picture. */
  draw(now: number, part: number, steering: Steering = STILL): readonly Drawn[] {
    const { newest } = this;
    if (!newest) return [];
    const behind = Math.min(MOST_BEHIND_STEPS, BEHIND_STEPS + Math.ceil(this.#spread / STEP_MS));
    const step = (now - this.#offset) / STEP_MS - behind;
    return [...newest.boats.values()].map((boat): Drawn => {
      if (boat.seat === this.#seat && this.#own) {
        const next = { ...this.#own };
        sail(next, newest.resting ? STILL : steering);
        const { x, y } = this.#own;
        const { vx, vy } = next;
        return {
          seat: boat.seat,
          x: x + (next.x - x) * part + this.#off.x,
          y: y + (next.y - y) * part + this.#off.y,
          vx,
          vy,
          score: boat.score,
          safe: boat.safe,
        };
      }
      return this.#other(boat, step);
    });
  }

  #other(boat: SeenBoat, step: number): Drawn {
    let before: SeenBoat | undefined;
    let beforeStep = 0;
    for (let at = this.#frames.length - 1; at >= 0; at--) {
      const { seen } = this.#frames[at]!;
      const there = seen.boats.get(boat.seat);
      if (!there) break;
      if (seen.step <= step) {
        const after = this.#frames[at + 1]?.seen;
        const next = after?.boats.get(boat.seat);
        if (next && after) return between(there, next, (step - seen.step) / (after.step - seen.step));
        return onward(there, Math.min(ON_STEPS, step - seen.step));
      }
      before = there;
      beforeStep = seen.step;
    }
    return before ? onward(before, Math.max(-ON_STEPS, step - beforeStep)) : onward(boat, 0);
  }

  /** One's own boat is where the server says, with what it has not heard yet sailed again. */
  #reconcile(seen: Seen): void {
    const boat = this.#seat === undefined ? undefined : seen.boats.get(this.#seat);
    if (!boat) {
      this.#own = undefined;
      return;
    }
    while (this.#pending[0] && this.#pending[0].n <= boat.taken) this.#pending.shift();
    const right: Moving = { x: boat.x / GRAIN, y: boat.y / GRAIN, vx: boat.vx / GRAIN, vy: boat.vy / GRAIN };
    for (const { steering } of this.#pending) sail(right, seen.resting ? { x: 0, y: 0 } : steering);
    const own = this.#own;
    this.#own = right;
    this.correction = own ? Math.hypot(own.x - right.x, own.y - right.y) : 0;
    if (!own || this.correction > JUMP) this.#off = { x: 0, y: 0 };
    else this.#off = { x: this.#off.x + own.x - right.x, y: this.#off.y + own.y - right.y };
  }

  #begin(): void {
    this.#frames.length = 0;
    this.#wholes.clear();
    this.#offset = Number.POSITIVE_INFINITY;
    this.#spread = 0;
    this.restart();
  }
}

function between(a: SeenBoat, b: SeenBoat, part: number): Drawn {
  const mix = (from: number, to: number): number => (from + (to - from) * part) / GRAIN;
  return { seat: a.seat, x: mix(a.x, b.x), y: mix(a.y, b.y), vx: mix(a.vx, b.vx), vy: mix(a.vy, b.vy), score: b.score, safe: b.safe };
}
function onward({ seat, x, y, vx, vy, score, safe }: SeenBoat, steps: number): Drawn {
  return { seat, x: (x + vx * steps) / GRAIN, y: (y + vy * steps) / GRAIN, vx: vx / GRAIN, vy: vy / GRAIN, score, safe };
}
