import * as Y from 'yjs';
import { FIELD } from '../updates.ts';

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The paragraph that is typed in; made by whoever comes first. */
export function paragraph(doc: Y.Doc): Y.XmlText {
  const [first] = doc.getXmlFragment(FIELD).toArray();
  const inner = first instanceof Y.XmlElement ? first.get(0) : undefined;
  if (!(inner instanceof Y.XmlText)) throw new Error('The document has no paragraph.');
  return inner;
}

export function begin(doc: Y.Doc): void {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText('')]);
  doc.getXmlFragment(FIELD).insert(0, [element]);
}

/**
 * Keystrokes as somebody makes them who writes a paper, in the shape of Automerge's trace: mostly letters at the cursor, a tenth taken
 * back, and now and then the cursor is set elsewhere.
 */
export class Typist {
  readonly #random: () => number;
  #cursor = 0;

  constructor(seed: number) {
    this.#random = random(seed);
  }

  strike(text: Y.XmlText): void {
    const chance = this.#random();
    if (chance < 0.005 || this.#cursor > text.length) this.#cursor = Math.floor(this.#random() * (text.length + 1));
    if (chance > 0.9 && this.#cursor > 0) text.delete(--this.#cursor, 1);
    else text.insert(this.#cursor++, chance < 0.15 ? ' ' : String.fromCharCode(97 + Math.floor(this.#random() * 26)));
  }
}

export const textOf = (doc: Y.Doc): string => doc.getXmlFragment(FIELD).toString();
