import { hmac } from '../hmac.ts';
import type { ClientRow, StoredReply } from '../ports/store.ts';

/** A stored answer is looked for this long after it was asked; see ENGINE §3, dedup. */
export const AGAIN_WITHIN_MS = 60 * 24 * 60 * 60 * 1000;

/** One client's commands in one channel: what was taken last, what is settled, and the answers in between. */
export class Line {
  last: number;
  settled: number;
  readonly tag: number;
  /** Whether the store knew this client, or this owner has taken a command of it. */
  known: boolean;
  /** Most clients have none that waits to be heard. */
  #replies: Map<number, StoredReply> | undefined;

  constructor(row: ClientRow | undefined, newTag: number) {
    this.last = row?.last ?? 0;
    this.settled = row?.settled ?? 0;
    this.tag = row?.tag ?? newTag;
    this.known = row !== undefined;
    for (const reply of row?.replies ?? []) (this.#replies ??= new Map()).set(reply.n, reply);
  }

  /** What was answered to a command that is not settled. */
  reply(n: number): StoredReply | undefined {
    return this.#replies?.get(n);
  }

  /** It was taken, and this is its answer. */
  answered(reply: StoredReply): void {
    if (reply.n <= this.settled) return;
    this.last = Math.max(this.last, reply.n);
    this.known = true;
    (this.#replies ??= new Map()).set(reply.n, reply);
  }

  /** Everything up to `settled` has been heard by the client: the answers may go. */
  settle(settled: number): void {
    if (settled <= this.settled) return;
    this.settled = settled;
    for (const n of this.#replies?.keys() ?? []) if (n <= settled) this.#replies?.delete(n);
    if (this.#replies?.size === 0) this.#replies = undefined;
  }

  /** What was answered with these events is forgotten: a reply may quote them. */
  redact(offsets: ReadonlySet<number>): void {
    for (const [n, reply] of this.#replies ?? []) if (offsets.has(reply.at[1])) this.#replies?.set(n, { ...reply, body: '{"reply":null}' });
  }

  /** The tag is the key: it goes with the row, so what was said cannot be guessed from what is left. */
  hmac(name: string, input: unknown): string {
    return hmac(String(this.tag), `${name}\n${JSON.stringify(input)}`);
  }
}

export type Turn = 'take' | 'repeat' | 'drop' | 'out-of-turn' | 'too-many-unsettled' | 'forgotten';

/** Whose turn is it? The rule of ENGINE §3: n = max(last, settled) + 1 is taken, what is below is answered again or dropped. */
export function turnOf(
  line: Line,
  command: { readonly n: number; readonly settled: number; readonly again: boolean; readonly first?: number | undefined },
  now: number,
  window: number,
): Turn {
  const { n } = command;
  if (!line.known && command.again && !(command.settled === 0 && command.first !== undefined && now - command.first < AGAIN_WITHIN_MS)) return 'forgotten';
  if (n <= line.settled) return 'drop';
  if (n <= line.last) return 'repeat';
  if (n > line.settled + window) return 'too-many-unsettled';
  return n === Math.max(line.last, line.settled) + 1 ? 'take' : 'out-of-turn';
}
