import type { Boat, Game } from './game.ts';
import { RADIUS, type Steering } from './rules.ts';

/** How far a bot looks for somebody to ram. */
const SIGHT = 150;

/** A bot goes for the crate that it is at first, by where it drifts, now and then for somebody who has more than it, and round whoever lies in its way. */
export function botSteering(boat: Boat, { boats, crates, step }: Pick<Game, 'boats' | 'crates' | 'step'>, random: () => number): Steering {
  const [ahead, abeam] = [boat.x + boat.vx * 8, boat.y + boat.vy * 8];
  let target: { readonly x: number; readonly y: number } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const crate of crates) {
    // Bots differ in what they like, so that they do not all go the same way.
    const far = Math.hypot(crate.x - ahead, crate.y - abeam) + ((boat.seat * 37 + crate.x) % 60);
    if (far < least) [least, target] = [far, crate];
  }
  if ((Math.floor(step / 90) + boat.seat) % 4 === 0)
    for (const other of boats.values()) {
      if (other === boat || other.score <= boat.score || other.safe > 0) continue;
      const far = Math.hypot(other.x - boat.x, other.y - boat.y);
      if (far < SIGHT && far < least) [least, target] = [far, { x: other.x + other.vx * 6, y: other.y + other.vy * 6 }];
    }
  if (!target) return { x: 0, y: 0 };
  let [x, y] = [target.x - ahead, target.y - abeam];
  for (const other of boats.values()) {
    if (other === boat) continue;
    const [dx, dy] = [boat.x - other.x, boat.y - other.y];
    const far = Math.hypot(dx, dy);
    if (far > 0 && far < 4 * RADIUS && other.score <= boat.score) {
      x += (dx / far) * 60;
      y += (dy / far) * 60;
    }
  }
  const power = Math.hypot(x, y) || 1;
  // A hand that is not quite steady.
  const full = 78 + random() * 12;
  return { x: Math.round((x / power) * full), y: Math.round((y / power) * full) };
}
