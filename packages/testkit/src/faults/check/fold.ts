import { mayRead } from './access.ts';
import { DocumentFold } from './document.ts';
import { MarketFold } from './market.ts';
import type { ArenaContent, BoardContent, ChatContent, Content, LogEvent, Message, WhispersContent } from './history.ts';

/** Messages that a fresh view brings at least, and lines that a view keeps at most: what the two kinds promise. */
const MESSAGES_AT_OPENING = 50;
const LINES_KEPT = 60;

/** The checker's own reading of a channel's log, event by event, as far as tokens go. */
export interface Fold {
  take(event: LogEvent): void;
  /** What is wrong with a view of `who` at this place; undefined when nothing is. */
  differs(content: Content, who: string, page: boolean): string | undefined;
}

export function foldOf(channel: string, events: readonly LogEvent[]): Fold {
  if (channel.startsWith('market/')) return new MarketFold();
  if (channel.startsWith('arena/')) return new ArenaFold();
  if (channel.startsWith('board/'))
    return { take: () => undefined, differs: (content) => ((content as BoardContent).rules === 0 ? undefined : 'it has rules that nobody made') };
  if (channel.startsWith('document/')) return new DocumentFold();
  return channel.startsWith('chat/') ? new ChatFold(events) : new WhispersFold();
}

/** Rounds that are over. */
class ArenaFold implements Fold {
  #rounds = 0;

  take({ name }: LogEvent): void {
    if (name === 'finished') this.#rounds += 1;
  }

  differs(content: Content): string | undefined {
    const { rounds } = content as ArenaContent;
    return rounds === this.#rounds ? undefined : `it counts ${rounds} rounds, and the log ${this.#rounds}`;
  }
}

class ChatFold implements Fold {
  readonly #messages: { text: string | undefined; deleted: boolean; readonly reactions: Set<string> }[] = [];
  readonly #members = new Set<string>();
  /** Whose text is not in the log any more: at any time between, a view may have it or not. */
  readonly #everDeleted: ReadonlySet<number>;

  constructor(events: readonly LogEvent[]) {
    this.#everDeleted = new Set(events.flatMap(({ name, data }) => (name === 'deleted' && data ? [Number(data['ordinal'])] : [])));
  }

  take({ name, data }: LogEvent): void {
    if (name === 'posted') {
      this.#messages.push({ text: data === null ? undefined : String(data['text']), deleted: false, reactions: new Set() });
      return;
    }
    if (data === null) return;
    const message = this.#messages[Number(data['ordinal']) - 1];
    const reaction = `${String(data['emoji'])} ${String(data['who'])}`;
    switch (name) {
      case 'created':
        for (const { id } of data['members'] as readonly { readonly id: string }[]) this.#members.add(id);
        break;
      case 'memberAdded':
        this.#members.add(String(data['id']));
        break;
      case 'memberRemoved':
        this.#members.delete(String(data['id']));
        break;
      case 'edited':
        if (message) message.text = String(data['text']);
        break;
      case 'deleted':
        if (message) message.deleted = true;
        message?.reactions.clear();
        break;
      case 'reacted':
        if (data['on'] === true) message?.reactions.add(reaction);
        else message?.reactions.delete(reaction);
    }
  }

  differs(content: Content, _who: string, page: boolean): string | undefined {
    const { last, members, messages } = content as ChatContent;
    if (last !== this.#messages.length) return `its last message is ${last}, and ${this.#messages.length} in the log`;
    if (members && String(members) !== String([...this.#members].sort()))
      return `its members are ${String(members)}, and ${String([...this.#members].sort())} in the log`;
    if (!page && messages.length < Math.min(MESSAGES_AT_OPENING, last)) return `it has only ${messages.length} messages`;
    if (!page && last > 0 && messages.at(-1)?.ordinal !== last) return `it lacks its last message ${last}`;
    for (const [index, message] of messages.entries()) {
      const first = messages[0]?.ordinal ?? 0;
      if (message.ordinal !== first + index) return `after ${first + index - 1} comes ${message.ordinal}`;
      const wrong = this.#differs(message);
      if (wrong) return wrong;
    }
    return undefined;
  }

  #differs({ ordinal, text, deleted, reactions }: Message): string | undefined {
    const known = this.#messages[ordinal - 1];
    if (!known) return `it has a message ${ordinal}`;
    if (known.deleted && !deleted) return `it shows ${ordinal}, which is deleted`;
    if (this.#everDeleted.has(ordinal)) return undefined;
    if (deleted) return `${ordinal} is not deleted`;
    if (text !== known.text) return `${ordinal} says ${text}, and ${String(known.text)} in the log`;
    if (String(reactions) !== String([...known.reactions].sort()))
      return `${ordinal} has the reactions ${String(reactions)}, and ${String([...known.reactions].sort())} in the log`;
    return undefined;
  }
}

class WhispersFold implements Fold {
  #count = 0;
  readonly #lines: LogEvent[] = [];
  readonly #banned = new Set<string>();

  take(event: LogEvent): void {
    const { name, data } = event;
    if (name === 'said') this.#count += 1;
    if (name === 'said' || name === 'whispered') this.#lines.push(event);
    if (name === 'banned') this.#banned.add(String(data?.['who']));
    if (name === 'pardoned') this.#banned.delete(String(data?.['who']));
  }

  differs(content: Content, who: string): string | undefined {
    const { count, lines, banned } = content as WhispersContent;
    if (count !== this.#count) return `it counts ${count}, and the log ${this.#count}`;
    if (String(banned) !== String([...this.#banned].sort())) return `it has ${String(banned)} put out, and the log ${String([...this.#banned].sort())}`;
    const expected: string[] = [];
    for (let at = this.#lines.length - 1; at >= 0 && expected.length < LINES_KEPT; at--) {
      const line = this.#lines[at];
      if (line && mayRead(line, who)) expected.unshift(String(line.data?.['token']));
    }
    if (String(lines) === String(expected)) return undefined;
    const stranger = lines.find((token) => !expected.includes(token));
    const missing = expected.find((token) => !lines.includes(token));
    return `its lines differ${stranger === undefined ? '' : `; it has ${stranger}`}${missing === undefined ? '' : `; it lacks ${missing}`}`;
  }
}
