import { HARBOUR, type Steering, STILL } from '../rules.ts';

const KEYS: Readonly<Record<string, Steering>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  KeyW: { x: 0, y: -1 },
  KeyS: { x: 0, y: 1 },
  KeyA: { x: -1, y: 0 },
  KeyD: { x: 1, y: 0 },
};
/** Units from the boat within which a pointer means: stay. */
const NEAR = 14;
/** Units from the boat at which a pointer means full power. */
const FAR = 110;

/** Keys and pointer on the water, as one direction. */
export class Helm {
  readonly #pressed = new Set<string>();
  /** Where it is pointed at, in the harbour's units. */
  #pointed: { readonly x: number; readonly y: number } | undefined;

  /** True: the key steers. */
  key(code: string, down: boolean): boolean {
    if (!Object.hasOwn(KEYS, code)) return false;
    if (down) this.#pressed.add(code);
    else this.#pressed.delete(code);
    return true;
  }

  /** `place`: within the water, from 0 to 1; undefined: let go. */
  point(place: { readonly x: number; readonly y: number } | undefined): void {
    this.#pointed = place && { x: place.x * HARBOUR.width, y: place.y * HARBOUR.height };
  }

  letGo(): void {
    this.#pressed.clear();
    this.#pointed = undefined;
  }

  steering(boat: { readonly x: number; readonly y: number } | undefined): Steering {
    let [x, y] = [0, 0];
    for (const code of this.#pressed) {
      x += KEYS[code]?.x ?? 0;
      y += KEYS[code]?.y ?? 0;
    }
    if (x !== 0 || y !== 0) {
      const power = 100 / Math.hypot(x, y);
      return { x: Math.round(x * power), y: Math.round(y * power) };
    }
    if (!this.#pointed || !boat) return STILL;
    const [dx, dy] = [this.#pointed.x - boat.x, this.#pointed.y - boat.y];
    const far = Math.hypot(dx, dy);
    if (far < NEAR) return STILL;
    const power = (100 * Math.min(1, far / FAR)) / far;
    return { x: Math.round(dx * power), y: Math.round(dy * power) };
  }
}
