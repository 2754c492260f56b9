import { type Frame, frameOf, messagesOf, payloadOf, type Way } from './frame.ts';
import { Resumption, type ResumedChannel } from './resumption.ts';
import { type AddressOf, fieldsOf, isNumber, isText, type Lane, lanes } from './told.ts';

/** Frames and happenings that are kept: some minutes of a busy room. */
export const KEPT = 500;

/** Close codes (RFC 6455 §7.4.1): this page closed it, which gives no code; and nobody said good-bye. */
const CUT = 1005;
const LOST = 1006;

/** What a page may know of a handshake. */
export interface Handshake {
  readonly url: string;
  readonly offered: readonly string[];
  /** When it was asked, in ms since the epoch. */
  readonly askedOn: number;
  /** The subprotocol that the hub chose, and the ms that its answer took; undefined until then. */
  readonly accepted: { readonly chosen: string; readonly tookMs: number } | undefined;
  /** How it ended: without having been accepted, it was rejected, or nobody answered. */
  readonly ended: { readonly code: number; readonly reason: string } | undefined;
  /** Why it was not accepted, as the hub told it over HTTP. */
  readonly rejection: { readonly kind: string; readonly message: string } | undefined;
}

export type Entry = { readonly id: number; readonly at: number } & (
  | ({ readonly what: 'frame' } & Frame)
  | { readonly what: 'asked' | 'accepted' | 'lost' | 'cut' | 'unaccepted' }
  | { readonly what: 'closed'; readonly code: number; readonly reason: string }
  | { readonly what: 'rejected'; readonly message: string }
);
export type FrameEntry = Extract<Entry, { what: 'frame' }>;
type Happened<E = Entry> = E extends Entry ? Omit<E, 'id' | 'at'> : never;

export interface Count {
  readonly frames: number;
  readonly bytes: number;
}

export interface Resumed {
  readonly channels: readonly ResumedChannel[];
  readonly commands: { readonly sent: number; readonly answered: number };
  readonly whole: boolean;
}

/** All that the panel shows, as it is now. A new object when it has changed. */
export interface Recorded {
  readonly entries: readonly Entry[];
  readonly counts: Readonly<{ [way in Way]: Count }>;
  readonly lanes: Readonly<{ [lane in Lane]: number }>;
  readonly handshake: Handshake | undefined;
  /** What the newest connection resumed; undefined when it had nothing to. */
  readonly resumed: Resumed | undefined;
}

/** Writes down what passes on the wire, the last of it, and counts the rest. */
export class Recorder {
  readonly #now: () => number;
  #addressOf: AddressOf = () => undefined;
  readonly #later: (task: () => void) => void;
  readonly #listeners = new Set<() => void>();
  /** Numbers of channels, as this connection told them. */
  readonly #numbers = new Map<number, string>();
  #entries: Entry[] = [];
  #counts: { [way in Way]: Count } = { sent: { frames: 0, bytes: 0 }, heard: { frames: 0, bytes: 0 } };
  #lanes = Object.fromEntries(lanes.map((lane) => [lane, 0])) as { [lane in Lane]: number };
  #handshake: Handshake | undefined;
  #resumption: Resumption | undefined;
  #record: Recorded | undefined;
  #ids = 0;
  #telling = false;

  /** `later`: when the screen is drawn next, so that a flood is drawn once. */
  constructor({ now, later }: { readonly now: () => number; readonly later: (task: () => void) => void }) {
    this.#now = now;
    this.#later = later;
  }

  /** For numbers of channels that were told before anybody looked. */
  ask(addressOf: AddressOf): void {
    this.#addressOf = addressOf;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly look = (): Recorded =>
    (this.#record ??= {
      entries: [...this.#entries],
      counts: { ...this.#counts },
      lanes: { ...this.#lanes },
      handshake: this.#handshake,
      resumed: this.#resumed(),
    });

  /** A handshake begins, or was under way or done before anybody looked. */
  began(handshake: Pick<Handshake, 'url' | 'offered' | 'askedOn'>): void {
    // The client gave up a line on which nobody spoke any more, and the browser has not noticed yet.
    if (this.#handshake?.accepted && !this.#handshake.ended) this.#note({ what: 'lost' });
    this.#handshake = { ...handshake, accepted: undefined, ended: undefined, rejection: undefined };
    this.#numbers.clear();
    this.#resumption = new Resumption();
    this.#note({ what: 'asked' }, handshake.askedOn);
  }

  accepted(answer: { readonly chosen: string; readonly tookMs: number }): void {
    if (!this.#handshake || this.#handshake.accepted) return;
    this.#handshake = { ...this.#handshake, accepted: answer };
    this.#note({ what: 'accepted' }, this.#handshake.askedOn + answer.tookMs);
  }

  /** By the person. The browser says so when the other end has agreed, or never. */
  cut(): void {
    this.ended({ code: CUT, reason: '' });
  }

  ended(end: { readonly code: number; readonly reason: string }): void {
    if (!this.#handshake || this.#handshake.ended) return;
    this.#handshake = { ...this.#handshake, ended: end };
    if (!this.#handshake.accepted) this.#note({ what: 'unaccepted' });
    else if (end.code === CUT) this.#note({ what: 'cut' });
    else this.#note(end.code === LOST ? { what: 'lost' } : { what: 'closed', ...end });
  }

  rejected(error: { readonly kind: string; readonly message: string }): void {
    // What ends a connection that had been accepted came with its close code.
    if (!this.#handshake || this.#handshake.accepted || this.#handshake.rejection) return;
    this.#handshake = { ...this.#handshake, rejection: { kind: error.kind, message: error.message } };
    this.#note({ what: 'rejected', message: error.message });
  }

  sent(data: unknown): void {
    this.#frame('sent', data);
  }

  heard(data: unknown): void {
    this.#frame('heard', data);
  }

  #frame(way: Way, data: unknown): void {
    const payload = payloadOf(data);
    if (payload === undefined) return;
    const messages = messagesOf(payload);
    for (const message of messages) {
      const { t, ch, channel } = fieldsOf(message);
      if (way === 'heard' && t === 'joined' && isNumber(ch) && isText(channel)) this.#numbers.set(ch, channel);
      if (way === 'sent') this.#resumption?.sent(message);
      else this.#resumption?.heard(message);
    }
    const frame = frameOf({ way, payload, messages }, (ch) => this.#numbers.get(ch) ?? this.#addressOf(ch));
    const { frames, bytes } = this.#counts[way];
    this.#counts[way] = { frames: frames + 1, bytes: bytes + frame.bytes };
    for (const lane of frame.lanes) this.#lanes[lane] += 1;
    this.#note({ what: 'frame', ...frame });
  }

  #resumed(): Resumed | undefined {
    const { channels, commands, whole } = this.#resumption ?? {};
    return channels === undefined || commands === undefined || channels.length === 0 ? undefined : { channels, commands, whole: whole === true };
  }

  #note(entry: Happened, at = this.#now()): void {
    this.#entries.push({ id: ++this.#ids, at, ...entry });
    if (this.#entries.length > KEPT) this.#entries.shift();
    if (this.#telling) return;
    this.#telling = true;
    this.#later(() => {
      this.#telling = false;
      this.#record = undefined;
      for (const listener of this.#listeners) listener();
    });
  }
}
