import type { Boat, Crate, Game } from './game.ts';
import { GRAIN } from './rules.ts';

/** What one step looked like, as it travels: numbers are whole. */
export interface Seen {
  readonly step: number;
  readonly round: number;
  readonly left: number;
  readonly resting: boolean;
  readonly boats: ReadonlyMap<number, SeenBoat>;
  readonly crates: readonly Crate[];
}
export interface SeenBoat {
  readonly seat: number;
  /** In 64ths. */
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly score: number;
  /** The number of the last steering that is in it. */
  readonly taken: number;
  readonly safe: boolean;
}

/** Steps between two whole frames; those between say what is other than in the last whole one. Whoever missed that one waits for half a second at most. */
export const WHOLE_EVERY = 15;

/** Minus nothing is nothing. */
const grains = (value: number): number => Math.round(value * GRAIN) + 0;

const seenBoat = ({ seat, x, y, vx, vy, score, taken, safe }: Boat): SeenBoat => ({
  seat,
  x: grains(x),
  y: grains(y),
  vx: grains(vx),
  vy: grains(vy),
  score,
  taken,
  safe: safe > 0,
});

export const look = ({ step, round, left, resting, boats, crates }: Game): Seen => ({
  step,
  round,
  left,
  resting,
  boats: new Map([...boats.values()].map((boat) => [boat.seat, seenBoat(boat)])),
  crates: crates.map(({ x, y }) => ({ x, y })),
});

/** Of a boat: which of its numbers are other than in the whole frame. */
const PARTS = ['x', 'y', 'vx', 'vy', 'score', 'taken'] as const;

/**
 * A frame: varints (unsigned LEB128; signed ones zigzag), step, the step of the whole frame that it is against (0: it is one itself), round, left · 2 +
 * resting, the seats that are there as 16 bits, then of each that differs its seat, a byte that says which of x, y, vx, vy, score and taken follow as
 * differences, and whether it is safe; 31 ends them. Then the crates, if they differ: their number + 1 and their places; 0 where they are the same.
 */
export function writeFrame(seen: Seen, against?: Seen): Uint8Array {
  const out = new Writer();
  out.uint(seen.step);
  out.uint(against?.step ?? 0);
  out.uint(seen.round);
  out.uint(seen.left * 2 + (seen.resting ? 1 : 0));
  let seats = 0;
  for (const seat of seen.boats.keys()) seats |= 1 << seat;
  out.uint(seats);
  for (const boat of seen.boats.values()) {
    const before = against?.boats.get(boat.seat);
    let parts = boat.safe ? 64 : 0;
    for (const [bit, part] of PARTS.entries()) if (boat[part] !== (before?.[part] ?? 0)) parts |= 1 << bit;
    if (parts === (before?.safe ? 64 : 0) && before) continue;
    out.uint(boat.seat);
    out.uint(parts);
    for (const [bit, part] of PARTS.entries()) if (parts & (1 << bit)) out.int(boat[part] - (before?.[part] ?? 0));
  }
  out.uint(31);
  const same =
    against !== undefined &&
    against.crates.length === seen.crates.length &&
    seen.crates.every(({ x, y }, at) => x === against.crates[at]!.x && y === against.crates[at]!.y);
  if (same) out.uint(0);
  else {
    out.uint(seen.crates.length + 1);
    for (const { x, y } of seen.crates) {
      out.uint(x);
      out.uint(y);
    }
  }
  return out.bytes;
}

/** The step of the whole frame that a frame is against; 0: none. */
export function baseOf(bytes: Uint8Array): number {
  const reader = new Reader(bytes);
  reader.uint();
  return reader.uint();
}

/** @throws RangeError when it ends in the middle. */
export function readFrame(bytes: Uint8Array, against?: Seen): Seen {
  const reader = new Reader(bytes);
  const step = reader.uint();
  reader.uint();
  const round = reader.uint();
  const left = reader.uint();
  const seats = reader.uint();
  const boats = new Map<number, SeenBoat>();
  for (let seat = 0; seat < 16; seat++) {
    if (!(seats & (1 << seat))) continue;
    boats.set(seat, against?.boats.get(seat) ?? { seat, x: 0, y: 0, vx: 0, vy: 0, score: 0, taken: 0, safe: false });
  }
  for (let seat = reader.uint(); seat !== 31; seat = reader.uint()) {
    const parts = reader.uint();
    const boat: Record<(typeof PARTS)[number], number> = { ...(boats.get(seat) ?? { x: 0, y: 0, vx: 0, vy: 0, score: 0, taken: 0 }) };
    for (const [bit, part] of PARTS.entries()) if (parts & (1 << bit)) boat[part] += reader.int();
    boats.set(seat, { seat, ...pick(boat), safe: (parts & 64) !== 0 });
  }
  const count = reader.uint();
  const crates = count === 0 ? (against?.crates ?? []) : Array.from({ length: count - 1 }, () => ({ x: reader.uint(), y: reader.uint() }));
  return { step, round, left: left >> 1, resting: (left & 1) === 1, boats, crates };
}

const pick = ({ x, y, vx, vy, score, taken }: Record<(typeof PARTS)[number], number>) => ({ x, y, vx, vy, score, taken });

class Writer {
  readonly #bytes: number[] = [];

  uint(value: number): void {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return void this.#bytes.push(rest);
      this.#bytes.push((rest % 128) | 128);
    }
  }
  int(value: number): void {
    this.uint(value < 0 ? -value * 2 - 1 : value * 2);
  }
  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  uint(): number {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || factor > 2 ** 49) throw new RangeError('The frame ends in the middle.');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }
  int(): number {
    const value = this.uint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
