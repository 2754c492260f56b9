import type { Recorded, Row } from '@atrium/server';
import type { chat } from './contract.ts';

/**
 * Everything that was ever said, folded in the plainest way: what decisions would be made on if state had no bound. It answers in the
 * form in which `load` finds rows, and shares no code with them.
 */
export class EverythingSaid {
  readonly #messages = new Map<
    number,
    { author: string; mentions: readonly string[]; offsets: number[]; deleted: boolean; reactions: { emoji: string; who: string }[] }
  >();

  constructor(events: readonly Recorded<typeof chat>[]) {
    for (const event of events) this.#hear(event);
  }

  rowsFor(input: object, who: string): (readonly Row[])[] {
    if ('quote' in input && typeof input.quote === 'number') return [this.#facts(input.quote)];
    if (!('ordinal' in input) || typeof input.ordinal !== 'number') return [];
    const facts = this.#facts(input.ordinal);
    return 'emoji' in input ? [facts, this.#reactionFacts(input.ordinal, String(input.emoji), who)] : [facts];
  }

  #facts(ordinal: number): Row[] {
    const message = this.#messages.get(ordinal);
    if (!message) return [];
    const { author, mentions, offsets, deleted } = message;
    return [{ author, deleted: deleted ? 1 : 0, mentions: mentions.join(' '), offsets: offsets.join(' ') }];
  }

  #reactionFacts(ordinal: number, emoji: string, who: string): Row[] {
    const reactions = this.#messages.get(ordinal)?.reactions ?? [];
    const under = reactions.filter((reaction) => reaction.emoji === emoji);
    return [
      {
        emoji: new Set(reactions.map((reaction) => reaction.emoji)).size,
        known: under.length > 0 ? 1 : 0,
        mine: under.some((reaction) => reaction.who === who) ? 1 : 0,
      },
    ];
  }

  #hear(event: Recorded<typeof chat>): void {
    if (event.data === null) return;
    if (event.name === 'posted') {
      const { ordinal, author, mentions } = event.data;
      this.#messages.set(ordinal, { author, mentions, offsets: [event.offset], deleted: false, reactions: [] });
      return;
    }
    const message = 'ordinal' in event.data ? this.#messages.get(event.data.ordinal) : undefined;
    if (!message) return;
    if (event.name === 'edited') {
      message.mentions = event.data.mentions;
      message.offsets.push(event.offset);
    } else if (event.name === 'deleted') {
      message.deleted = true;
    } else if (event.name === 'reacted') {
      const { emoji, who, on } = event.data;
      if (on) message.reactions.push({ emoji, who });
      else message.reactions = message.reactions.filter((reaction) => reaction.emoji !== emoji || reaction.who !== who);
    }
  }
}
