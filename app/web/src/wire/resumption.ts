import { fieldsOf, isNumber, isText, listOf, offsetOf } from './told.ts';

/** What became of one channel when the client came back. */
export interface ResumedChannel {
  readonly channel: string;
  /** The offset up to which the client had it. */
  readonly from: number;
  /** Where the hub said it stands. */
  readonly to: number | undefined;
  readonly outcome: 'asked' | 'missed' | 'snapshot' | 'refused';
  /** Events that came for it, of those up to `to`. */
  readonly events: number;
  /** Offsets up to `to` that no range has covered. */
  readonly missing: number;
}

interface Resuming extends ResumedChannel {
  readonly ch: number | undefined;
  /** Up to where ranges, or a snapshot, have reached without a gap. */
  readonly reached: number;
}

/**
 * What one connection brought of what was missed, told from its frames alone: a client names its offset with each channel that it joins again,
 * the hub answers with its own, and the ranges between must be whole.
 */
export class Resumption {
  readonly #channels = new Map<string, Resuming>();
  readonly #commands = new Set<string>();
  readonly #answered = new Set<string>();

  /** Only those that were known before. */
  get channels(): readonly ResumedChannel[] {
    return [...this.#channels.values()];
  }

  /** Commands that were sent while it lasted, and those of them that were answered. */
  get commands(): { readonly sent: number; readonly answered: number } {
    return { sent: this.#commands.size, answered: this.#answered.size };
  }

  /** Everything that was missed is here. */
  get whole(): boolean {
    return this.channels.every(({ outcome, missing }) => outcome !== 'asked' && missing === 0);
  }

  get #over(): boolean {
    return this.whole && this.#answered.size === this.#commands.size;
  }

  sent(message: unknown): void {
    const { t, channels, channel, c, n } = fieldsOf(message);
    if (t === 'join') {
      for (const asked of listOf(channels).map(fieldsOf)) {
        const from = offsetOf(asked['at']);
        if (from === undefined || !isText(asked['channel']) || this.#channels.has(asked['channel'])) continue;
        const name = asked['channel'];
        this.#channels.set(name, { channel: name, from, to: undefined, outcome: 'asked', events: 0, missing: 0, ch: undefined, reached: from });
      }
    } else if (t === 'command' && !this.#over) this.#commands.add(`${String(c)} ${String(channel)} ${String(n)}`);
  }

  heard(message: unknown): void {
    const { t, channel, ch, c, n, at, outcome, from, to, events, last } = fieldsOf(message);
    if (t === 'reply') {
      const id = `${String(c)} ${String(channel)} ${String(n)}`;
      if (this.#commands.has(id)) this.#answered.add(id);
      return;
    }
    const known = isText(channel) ? this.#channels.get(channel) : [...this.#channels.values()].find((one) => isNumber(ch) && one.ch === ch);
    if (!known) return;
    if (t === 'refused') this.#put({ ...known, outcome: 'refused', to: known.from, reached: known.from });
    // It may come again when what one may see has changed; that is no resumption any more.
    if (t === 'joined' && known.outcome === 'asked' && (outcome === 'missed' || outcome === 'snapshot') && isNumber(ch)) {
      this.#put({ ...known, ch, outcome, to: offsetOf(at) ?? known.from });
    }
    if (t === 'snapshot' && last === true) this.#put({ ...known, reached: Math.max(known.reached, offsetOf(at) ?? 0) });
    if (t === 'batch' && isNumber(from) && isNumber(to)) {
      const end = known.to ?? known.from;
      let offset = from - 1;
      const came = listOf(events).filter((event) => {
        const { o } = fieldsOf(event);
        // Left out, it is one more than the one before.
        offset = isNumber(o) ? o : offset + 1;
        return offset > known.reached && offset <= end;
      });
      const reached = from <= known.reached + 1 ? Math.max(known.reached, to) : known.reached;
      this.#put({ ...known, reached, events: known.events + came.length });
    }
  }

  #put(one: Resuming): void {
    this.#channels.set(one.channel, { ...one, missing: Math.max(0, (one.to ?? one.from) - one.reached) });
  }
}
