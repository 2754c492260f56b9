import { crc32, deflateSync, inflateSync } from 'node:zlib';

const MOST_COLOURS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The same picture with a palette of 256 colours, which is a third of the bytes and, for an interface, the same to the eye: its colours
 * are few, and the rest are edges of letters. (PNG, 8 bits a channel, not interlaced, as browsers write it.)
 */
export function inFewColours(png: Buffer): Buffer {
  const { width, height, channels, data } = decoded(png);
  const pixels = width * height;
  const counts = new Map<number, number>();
  for (let i = 0; i < pixels; i++) {
    const colour = colourAt(data, i * channels);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = paletteOf(counts);
  const nearest = new Map<number, number>(palette.map((colour, index) => [colour, index]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0, at = 0; y < height; y++) {
    rows[at++] = 0;
    for (let x = 0; x < width; x++) {
      const colour = colourAt(data, (y * width + x) * channels);
      let index = nearest.get(colour);
      if (index === undefined) nearest.set(colour, (index = nearestIn(palette, colour)));
      rows[at++] = index;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, by palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const colourAt = (data: Buffer, at: number): number => ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);

/** The commonest colours as they are, and of the others the commonest of each neighbourhood. */
function paletteOf(counts: ReadonlyMap<number, number>): readonly number[] {
  const common = [...counts].toSorted(([one, a], [other, b]) => b - a || one - other);
  if (common.length <= MOST_COLOURS) return common.map(([colour]) => colour);
  const palette = common.slice(0, MOST_COLOURS / 2).map(([colour]) => colour);
  for (const distance of [900, 400, 150, 0]) {
    for (const [colour] of common) {
      if (palette.length === MOST_COLOURS) return palette;
      if (palette.every((taken) => farness(taken, colour) > distance)) palette.push(colour);
    }
  }
  return palette;
}

function nearestIn(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < palette.length; i++) {
    const far = farness(palette[i] ?? 0, colour);
    if (far < least) [best, least] = [i, far];
  }
  return best;
}

function farness(a: number, b: number): number {
  const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)];
  // Eyes see green best.
  return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

function decoded(png: Buffer): { readonly width: number; readonly height: number; readonly channels: 3 | 4; readonly data: Buffer } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = png[25] === 6 ? 4 : 3;
  if (png[24] !== 8 || (png[25] !== 2 && png[25] !== 6) || png[28] !== 0) throw new Error('A picture of another make than browsers take.');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return { width, height, channels, data: unfiltered(inflateSync(Buffer.concat(parts)), { stride: width * channels, height, channels }) };
}

/** Each row says how it was written: by itself, or as the difference to its neighbours. */
function unfiltered(raw: Buffer, { stride, height, channels }: { readonly stride: number; readonly height: number; readonly channels: number }): Buffer {
  const data = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    const from = y * (stride + 1) + 1;
    const to = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? (data[to + x - channels] ?? 0) : 0;
      const up = y > 0 ? (data[to + x - stride] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (data[to + x - stride - channels] ?? 0) : 0;
      const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : filter === 4 ? paeth(left, up, corner) : 0;
      data[to + x] = (raw[from + x] ?? 0) + guess;
    }
  }
  return data;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function chunk(type: string, body: Buffer): Buffer {
  const whole = Buffer.alloc(body.length + 12);
  whole.writeUInt32BE(body.length, 0);
  whole.write(type, 4, 'latin1');
  body.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, body.length + 8)), body.length + 8);
  return whole;
}
