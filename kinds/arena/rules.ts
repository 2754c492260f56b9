/** Steps a second, on the server and in every player's prediction. */
export const HZ = 30;
/** The harbour, in its own units: a boat is 32 across. */
export const HARBOUR = { width: 1200, height: 800 };
export const RADIUS = 16;
/** Boats at once, and how many bots make up at least. */
export const BOATS = 16;
export const FILLED_TO = 6;
export const CRATES = 14;
/** A round, and the rest after it. */
export const ROUND_STEPS = 120 * HZ;
export const REST_STEPS = 8 * HZ;

/** Distances are kept in 64ths, so that everybody who computes a step gets the same, to the bit, and it travels as whole numbers. */
export const GRAIN = 64;
const grain = (value: number): number => Math.round(value * GRAIN) / GRAIN;

const PUSH = 0.62;
const DRAG = 0.93;
const FASTEST = 9;
const BOUNCE = 0.55;

/** Where somebody steers: hundredths of full power, to the right and down. */
export interface Steering {
  readonly x: number;
  readonly y: number;
}
export const STILL: Steering = { x: 0, y: 0 };

export interface Moving {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

/** Whatever somebody says, nobody steers harder than full power. */
export function held({ x, y }: Steering): Steering {
  const power = Math.hypot(x, y);
  return power <= 100 ? { x, y } : { x: Math.round((x / power) * 100), y: Math.round((y / power) * 100) };
}

/** One step of one boat in water without others: what a player predicts of their own. */
export function sail(boat: Moving, steering: Steering): void {
  const { x, y } = held(steering);
  let vx = (boat.vx + (x / 100) * PUSH) * DRAG;
  let vy = (boat.vy + (y / 100) * PUSH) * DRAG;
  const speed = Math.hypot(vx, vy);
  if (speed > FASTEST) {
    vx *= FASTEST / speed;
    vy *= FASTEST / speed;
  }
  boat.vx = grain(vx);
  boat.vy = grain(vy);
  boat.x = grain(boat.x + boat.vx);
  boat.y = grain(boat.y + boat.vy);
  // The quay is soft, and gives some of it back.
  if (boat.x < RADIUS || boat.x > HARBOUR.width - RADIUS) {
    boat.x = Math.max(RADIUS, Math.min(HARBOUR.width - RADIUS, boat.x));
    boat.vx = grain(-boat.vx * BOUNCE);
  }
  if (boat.y < RADIUS || boat.y > HARBOUR.height - RADIUS) {
    boat.y = Math.max(RADIUS, Math.min(HARBOUR.height - RADIUS, boat.y));
    boat.vy = grain(-boat.vy * BOUNCE);
  }
}

/** How much faster one has to be to ram another. */
const RAM = 2.5;

/** Two boats that touch are pushed apart and swap what of their speed is between them. The slower one, if it was rammed, is the answer. */
export function collide(a: Moving, b: Moving): 'a' | 'b' | undefined {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const apart = Math.hypot(dx, dy);
  if (apart >= 2 * RADIUS || apart === 0) return undefined;
  const [nx, ny] = [dx / apart, dy / apart];
  const push = (2 * RADIUS - apart) / 2;
  a.x = grain(a.x - nx * push);
  a.y = grain(a.y - ny * push);
  b.x = grain(b.x + nx * push);
  b.y = grain(b.y + ny * push);
  const [toward, back] = [a.vx * nx + a.vy * ny, b.vx * nx + b.vy * ny];
  if (toward - back <= 0) return undefined;
  const swap = toward - back;
  a.vx = grain(a.vx - swap * nx);
  a.vy = grain(a.vy - swap * ny);
  b.vx = grain(b.vx + swap * nx);
  b.vy = grain(b.vy + swap * ny);
  if (swap < RAM) return undefined;
  if (toward > -back + RAM / 2) return 'b';
  return -back > toward + RAM / 2 ? 'a' : undefined;
}
