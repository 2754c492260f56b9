import { paint } from '@atrium/table/web';
import type { Seen } from '../frames.ts';
import type { Drawn } from '../netcode.ts';
import { HARBOUR, RADIUS } from '../rules.ts';

export interface Labels {
  nameOf(seat: number): string;
  isMe(seat: number): boolean;
}

/** Hues of sixteen boats, apart from each other as far as they go. */
const hue = (seat: number): number => (seat * 137.5 + 200) % 360;

/** Draws the harbour on a canvas, in the theme's colours. */
export class Water {
  readonly #canvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D | null;
  #colours = { water: '', line: '', text: '', crate: '', edge: '' };
  #dark = false;
  /** Size of a boat's name, in the harbour's units. */
  #letters = 15;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext('2d');
    this.colour();
  }

  colour(): void {
    const at = this.#canvas;
    this.#dark = document.documentElement.dataset['theme'] === 'dark';
    this.#colours = {
      water: paint(at, '--ground-side'),
      line: paint(at, '--text', 0.07),
      text: paint(at, '--text'),
      crate: paint(at, '--accent'),
      edge: paint(at, '--text', 0.35),
    };
  }

  draw(seen: Seen | undefined, { boats, labels, still }: { readonly boats: readonly Drawn[]; readonly labels: Labels; readonly still: boolean }): void {
    const pen = this.#pen;
    if (!pen) return;
    const { clientWidth, clientHeight } = this.#canvas;
    const ratio = Math.min(2, window.devicePixelRatio);
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    // Letters are read on a phone too, however small the harbour is drawn.
    this.#letters = Math.max(15, (11 * HARBOUR.width) / Math.max(1, clientWidth));
    pen.setTransform(width / HARBOUR.width, 0, 0, height / HARBOUR.height, 0, 0);
    pen.fillStyle = this.#colours.water;
    pen.fillRect(0, 0, HARBOUR.width, HARBOUR.height);
    this.#waves(pen, still ? 0 : (seen?.step ?? 0));
    for (const { x, y } of seen?.crates ?? []) this.#crate(pen, x, y);
    // One's own on top.
    for (const boat of boats) if (!labels.isMe(boat.seat)) this.#boat(pen, boat, labels);
    for (const boat of boats) if (labels.isMe(boat.seat)) this.#boat(pen, boat, labels);
  }

  #waves(pen: CanvasRenderingContext2D, step: number): void {
    pen.strokeStyle = this.#colours.line;
    pen.lineWidth = 2;
    pen.beginPath();
    for (let row = 40; row < HARBOUR.height; row += 80)
      for (let at = (row * 7 + step * 0.4) % 160; at < HARBOUR.width; at += 160) {
        pen.moveTo(at, row);
        pen.quadraticCurveTo(at + 14, row - 7, at + 28, row);
      }
    pen.stroke();
  }

  #crate(pen: CanvasRenderingContext2D, x: number, y: number): void {
    pen.fillStyle = this.#colours.crate;
    pen.fillRect(x - 9, y - 9, 18, 18);
    pen.strokeStyle = this.#colours.water;
    pen.lineWidth = 2;
    pen.strokeRect(x - 5, y - 5, 10, 10);
  }

  #boat(pen: CanvasRenderingContext2D, { seat, x, y, vx, vy, score, safe }: Drawn, labels: Labels): void {
    const me = labels.isMe(seat);
    pen.save();
    pen.translate(x, y);
    pen.globalAlpha = safe ? 0.55 : 1;
    pen.save();
    if (Math.hypot(vx, vy) > 0.2) pen.rotate(Math.atan2(vy, vx));
    pen.fillStyle = `hsl(${hue(seat)} 48% ${this.#dark ? 58 : 44}%)`;
    pen.beginPath();
    pen.moveTo(RADIUS + 4, 0);
    pen.quadraticCurveTo(RADIUS * 0.3, -RADIUS, -RADIUS, -RADIUS * 0.62);
    pen.lineTo(-RADIUS, RADIUS * 0.62);
    pen.quadraticCurveTo(RADIUS * 0.3, RADIUS, RADIUS + 4, 0);
    pen.fill();
    pen.strokeStyle = me ? this.#colours.text : this.#colours.edge;
    pen.lineWidth = me ? 3 : 1.5;
    pen.stroke();
    pen.restore();
    pen.fillStyle = 'white';
    pen.font = '700 15px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(String(score), 0, 1);
    pen.fillStyle = this.#colours.text;
    pen.font = `${me ? 700 : 500} ${this.#letters}px system-ui, sans-serif`;
    pen.fillText(labels.nameOf(seat), 0, -RADIUS - this.#letters * 0.8);
    pen.restore();
  }
}
