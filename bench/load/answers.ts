import type { Language } from './speaker.ts';

/** An answer to a question. */
export interface Answered {
  readonly id: number;
  /** It is to be asked again later. */
  readonly refused: boolean;
  /** What came, in bytes. */
  readonly bytes: number;
}

/** The answers in one frame's text. */
export function answersIn(language: Language, text: string): readonly Answered[] {
  if (language === 'socketio') {
    const id = /^43(\d+)\[/.exec(text)?.[1];
    return id === undefined ? [] : [{ id: Number(id), refused: false, bytes: text.length }];
  }
  if (!text.startsWith('{') && !text.startsWith('[')) return [];
  // Of the servers under measurement, whose answers have these shapes.
  const messages = [JSON.parse(text) as Message | Message[]].flat();
  if (language === 'atrium')
    return messages.flatMap(({ t, id, reply, error }) => (t === 'answer' && id !== undefined ? [answered(id, { reply, refused: isLater(error) })] : []));
  return messages.flatMap(({ id, reply }) => (id === undefined ? [] : [answered(id, { reply, refused: false })]));
}

interface Message {
  readonly t?: string;
  readonly id?: number;
  readonly reply?: { readonly text?: string };
  readonly error?: { readonly kind: string };
}
const answered = (id: number, { reply, refused }: { readonly reply: Message['reply']; readonly refused: boolean }): Answered => ({
  id,
  refused,
  bytes: reply?.text?.length ?? 0,
});

/** Refusals that ask to come again; any other ends what is measured. */
function isLater(error: Message['error']): boolean {
  if (error === undefined) return false;
  if (error.kind === 'overloaded' || error.kind === 'too-fast') return true;
  throw new Error(`A query was refused: ${JSON.stringify(error)}`);
}

/** Whether every question got one answer, and answers came in the order of the questions. */
export class Answers {
  readonly #least: number;
  readonly #seen = new Set<number>();
  #last = Number.NEGATIVE_INFINITY;
  #swaps = 0;
  #repeats = 0;
  #short = 0;
  refused = 0;

  /** Bytes of an answer that is whole. */
  constructor(least: number) {
    this.#least = least;
  }

  get good(): number {
    return this.#seen.size - this.refused;
  }

  get all(): number {
    return this.#seen.size;
  }

  saw({ id, refused, bytes }: Answered): void {
    if (this.#seen.has(id)) this.#repeats += 1;
    this.#seen.add(id);
    if (refused) {
      this.refused += 1;
      return;
    }
    if (bytes < this.#least) this.#short += 1;
    if (id < this.#last) this.#swaps += 1;
    this.#last = id;
  }

  /** In words, when so many were asked; nothing when all is well. */
  faults(asked: number): readonly string[] {
    return [
      ...(this.#seen.size < asked ? [`${asked - this.#seen.size} of ${asked} questions were not answered`] : []),
      ...(this.#seen.size > asked ? [`${this.#seen.size - asked} answers are of no question`] : []),
      ...(this.#repeats > 0 ? [`${this.#repeats} questions were answered again`] : []),
      ...(this.#swaps > 0 ? [`${this.#swaps} answers came before that of an earlier question`] : []),
      ...(this.#short > 0 ? [`${this.#short} answers were not whole`] : []),
    ];
  }
}
