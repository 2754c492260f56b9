import { applyToMessages, type ChatEvent } from '../apply.ts';
import type { Message } from '../messages.ts';
import { firstOf, foldAll, foldPage, lastOf, type Page } from './page.ts';

export type HistoryAt = { readonly from: 'before' | 'after' | 'around'; readonly ordinal: number };
/** The query 'history' of a conversation: a page, the last ordinal, and the offset at which both are true. */
export type AskHistory = (at: HistoryAt, limit: number) => Promise<{ readonly messages: readonly Message[]; readonly last: number; readonly at: number }>;

/** The confirmed view's messages: always the newest, up to the conversation's last ordinal. */
export interface Tail extends Page {
  readonly last: number;
}

/** Messages of a page, and of a first screen: two tall screens. */
export const PAGE = 60;
/** Messages in the document at once: enough to scroll without waiting, few enough for a slow phone. */
export const SHOWN_AT_MOST = 400;
/** Events kept for folding into an answer under way. When there are more the answer is asked for again. */
const KEPT_EVENTS = 2_000;

/** `left`: another jump came before the answer, and counts instead. */
export type Opened = 'here' | 'missing' | 'failed' | 'left';

export interface TimelineWindow {
  /** Older messages exist that are not in the window. */
  readonly older: boolean;
  /** The window ends in the live tail: new messages appear in it. */
  readonly live: boolean;
  readonly loading: 'older' | 'newer' | 'around' | undefined;
  readonly failed: 'older' | 'newer' | 'around' | undefined;
}

/**
 * What is shown of a conversation: one run of ordinals without gaps, which either ends in the live tail or stands somewhere in the past.
 * It knows nothing of the document. Pages come by `history`; every event is folded into them once, whichever of answer, event and view
 * comes first, because each page carries the offset at which it is true.
 */
export class Timeline {
  readonly #ask: AskHistory;
  readonly #changed: () => void;
  #pages: readonly Page[] = [];
  #tail: Tail | undefined;
  /** The first ordinal shown when the window is live; what is known before it is shown when it is asked for. */
  #from = 1;
  #live = true;
  /** The reader is at the bottom: then room is made at the far top, otherwise new messages leave the window alone. */
  #following = true;
  /** Moves with every jump and snapshot: answers asked for before it are not for this window. */
  #generation = 0;
  /** The ordinal that the jump under way leads to. */
  #aim: number | undefined;
  #events: ChatEvent[] = [];
  #overflowed = false;
  #loading: TimelineWindow['loading'];
  #failed: TimelineWindow['failed'];

  constructor(ask: AskHistory, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  get window(): TimelineWindow {
    return { older: this.#firstShown() > 1, live: this.#live, loading: this.#loading, failed: this.#failed };
  }

  get following(): boolean {
    return this.#following;
  }

  set following(following: boolean) {
    this.#following = following;
  }

  /** The rows to show: the window, its live part as the optimistic view has it. `expected` are the effects of commands under way on older messages. */
  messages(optimistic: readonly Message[], expected: readonly ChatEvent[] = []): readonly Message[] {
    const expecting = (messages: readonly Message[]): readonly Message[] => expected.reduce(applyToMessages, messages);
    const shown = this.#pages.flatMap((page) => expecting(page.messages));
    if (this.#live && this.#tail) {
      const start = firstOf(optimistic) ?? Infinity;
      // The optimistic view drops as many at its start as it adds at its end.
      const dropped = this.#tail.messages.filter(({ ordinal }) => ordinal < start);
      if (dropped.length > 0) shown.push(...expecting(dropped));
      shown.push(...optimistic);
    }
    const from = this.#live ? this.#from : 0;
    return shown[0] && shown[0].ordinal < from ? shown.filter(({ ordinal }) => ordinal >= from) : shown;
  }

  /** The confirmed view changed. */
  update(tail: Tail): void {
    const before = this.#tail;
    this.#tail = tail;
    if (!before) this.#from = Math.max(1, tail.last - PAGE + 1);
    else if (this.#live) this.#keepWhatLeft(before, tail);
    if (this.#live) this.#makeRoomAtTop();
    if (this.#loading === undefined) this.#events = this.#events.filter((event) => event.offset > tail.at);
  }

  /** Every event of the conversation, in order, whether the view has it already or not. */
  event(event: ChatEvent): void {
    this.#events.push(event);
    if (this.#events.length > KEPT_EVENTS) {
      this.#events = this.#events.slice(-KEPT_EVENTS / 2);
      this.#overflowed = true;
    }
    const pages = this.#pages.map((page) => foldPage(page, event));
    if (pages.some((page, i) => page !== this.#pages[i])) {
      this.#pages = pages;
      this.#changed();
    }
  }

  /**
   * A snapshot came, after `update` was told of it: pages fetched before it may have missed changes. `reading` is the ordinal the reader
   * looks at; unless the tail holds it, the window is fetched again around it, and stays as it is until the answer is there.
   */
  async renew(reading: number | undefined): Promise<void> {
    const tail = this.#tail;
    if (!tail) return;
    if (this.#loading === 'around' && this.#aim !== undefined) return void (await this.#load('around', { from: 'around', ordinal: this.#aim }));
    const first = firstOf(tail.messages) ?? tail.last + 1;
    this.#generation++;
    this.#events = [];
    this.#loading = undefined;
    if (reading === undefined || this.#following || reading >= first) {
      const standing = this.#live ? this.#from : Infinity;
      const wanted = reading === undefined || this.#following ? Infinity : reading - PAGE / 2;
      this.#pages = [];
      this.#live = true;
      this.#from = Math.max(1, first, Math.min(standing, wanted, tail.last - PAGE + 1));
      this.#changed();
      return;
    }
    await this.#load('around', { from: 'around', ordinal: reading });
  }

  /** Brings earlier messages; what is known already is shown at once. */
  async older(): Promise<void> {
    const first = this.#firstShown();
    if (this.#loading !== undefined || first <= 1 || !this.#tail) return;
    const known = this.#firstKnown();
    if (this.#live && known < first) {
      this.#from = Math.max(known, first - PAGE);
      this.#makeRoomAtEnd();
      this.#changed();
      return;
    }
    await this.#load('older', { from: 'before', ordinal: first });
  }

  /** Brings later messages, when the window stands in the past; those of the tail are at hand. */
  async newer(): Promise<void> {
    const last = this.#lastOfPages();
    const tail = this.#tail;
    if (this.#loading !== undefined || this.#live || last === undefined || !tail) return;
    if (last < (firstOf(tail.messages) ?? tail.last + 1) - 1) return void (await this.#load('newer', { from: 'after', ordinal: last }));
    const next = { messages: tail.messages.filter(({ ordinal }) => ordinal > last && ordinal <= last + PAGE), at: tail.at };
    if (next.messages.length > 0) this.#pages = trimStart([...this.#pages, foldAll(next, this.#events)], SHOWN_AT_MOST);
    this.#attachAtEnd();
    this.#changed();
  }

  /** Opens the window around a message unless it is in it. */
  async open(ordinal: number): Promise<Opened> {
    if (!this.#tail || ordinal < 1 || ordinal > this.#tail.last) return 'missing';
    if (this.#holds(ordinal)) return 'here';
    if (this.#live && ordinal >= this.#firstKnown()) {
      this.#from = Math.max(this.#firstKnown(), ordinal - PAGE / 2);
      // Between a message and the end may lie more than the document should hold.
      this.#following = false;
      this.#makeRoomAtEnd();
      this.#changed();
      if (this.#holds(ordinal)) return 'here';
    }
    return this.#load('around', { from: 'around', ordinal });
  }

  /** Back to the newest messages: they are at hand. */
  latest(): void {
    this.#generation++;
    this.#loading = undefined;
    this.#failed = undefined;
    this.#pages = [];
    this.#live = true;
    this.#following = true;
    this.#from = Math.max(1, (this.#tail?.last ?? 0) - PAGE + 1);
    this.#changed();
  }

  async #load(what: 'older' | 'newer' | 'around', at: HistoryAt): Promise<Opened> {
    const generation = what === 'around' ? ++this.#generation : this.#generation;
    this.#loading = what;
    this.#aim = what === 'around' ? at.ordinal : undefined;
    this.#failed = undefined;
    this.#overflowed = false;
    this.#changed();
    try {
      const answer = await this.#ask(at, PAGE);
      if (generation !== this.#generation) return 'left';
      this.#loading = undefined;
      if (this.#overflowed) return await this.#load(what, at);
      const page = foldAll({ messages: answer.messages, at: answer.at }, this.#events);
      if (page.messages.length > 0) this.#take(what, page);
      this.#changed();
      return at.from !== 'around' || this.#holds(at.ordinal) ? 'here' : 'missing';
    } catch {
      if (generation !== this.#generation) return 'left';
      this.#loading = undefined;
      this.#failed = what;
      this.#changed();
      return 'failed';
    }
  }

  #take(what: 'older' | 'newer' | 'around', page: Page): void {
    if (what === 'around') {
      this.#pages = [page];
      this.#live = false;
      this.#following = false;
    } else if (what === 'older') {
      const first = this.#firstKnown();
      const fitting = page.messages.filter(({ ordinal }) => ordinal < first);
      if (lastOf(fitting) !== first - 1) return;
      this.#pages = [{ messages: fitting, at: page.at }, ...this.#pages];
      this.#from = firstOf(fitting) ?? this.#from;
      this.#makeRoomAtEnd();
    } else {
      const last = this.#lastOfPages() ?? 0;
      const fitting = page.messages.filter(({ ordinal }) => ordinal > last);
      if (firstOf(fitting) !== last + 1) return;
      this.#pages = trimStart([...this.#pages, { messages: fitting, at: page.at }], SHOWN_AT_MOST);
    }
    this.#attachAtEnd();
  }

  /** The view holds so many messages and no more: those that left it stay in the window as a page. */
  #keepWhatLeft(before: Tail, tail: Tail): void {
    const first = firstOf(tail.messages) ?? tail.last + 1;
    const standing = [...this.#pages, foldAll({ messages: before.messages, at: before.at }, this.#events)];
    const known = lastOf(before.messages) ?? before.last;
    if (first > known + 1) {
      // More came than the tail holds: there is a gap. Who follows goes along, who reads stays where they are.
      if (this.#following) {
        this.#pages = [];
        this.#from = Math.max(first, tail.last - PAGE + 1);
      } else {
        this.#pages = trimStart(cut(standing, { from: this.#from }), SHOWN_AT_MOST);
        this.#live = false;
      }
      return;
    }
    this.#pages = cut(standing, { from: Math.min(this.#from, this.#firstOfPages()), to: first - 1 });
  }

  /** A window in the past that has reached the end is live again. */
  #attachAtEnd(): void {
    const tail = this.#tail;
    if (this.#live || !tail || (this.#lastOfPages() ?? 0) < tail.last) return;
    this.#from = this.#firstOfPages();
    this.#pages = cut(this.#pages, { to: (firstOf(tail.messages) ?? tail.last + 1) - 1 });
    this.#live = true;
  }

  #makeRoomAtTop(): void {
    const last = this.#tail?.last ?? 0;
    if (last - this.#firstShown() + 1 <= SHOWN_AT_MOST) return;
    if (this.#following) {
      this.#from = last - SHOWN_AT_MOST + 1;
      this.#pages = cut(this.#pages, { from: this.#from });
    } else {
      this.#detach();
    }
  }

  #makeRoomAtEnd(): void {
    if (this.#live) {
      if ((this.#tail?.last ?? 0) - this.#from + 1 > SHOWN_AT_MOST) this.#detach();
    } else {
      this.#pages = trimEnd(this.#pages, SHOWN_AT_MOST);
    }
  }

  /** The window parts from the tail, keeping the messages it showed nearest its start. */
  #detach(): void {
    if (!this.#tail) return;
    const tail = foldAll({ messages: this.#tail.messages, at: this.#tail.at }, this.#events);
    this.#pages = trimEnd(cut([...this.#pages, tail], { from: this.#from }), SHOWN_AT_MOST);
    this.#live = false;
    this.#following = false;
  }

  #holds(ordinal: number): boolean {
    if (ordinal < this.#firstShown()) return false;
    return ordinal <= ((this.#live ? this.#tail?.last : this.#lastOfPages()) ?? 0);
  }

  #firstShown(): number {
    return this.#live ? Math.max(this.#from, this.#firstKnown()) : this.#firstOfPages();
  }

  #firstOfPages(): number {
    return firstOf(this.#pages[0]?.messages ?? []) ?? Infinity;
  }

  #lastOfPages(): number | undefined {
    return lastOf(this.#pages.at(-1)?.messages ?? []);
  }

  /** The first message that is at hand: of the pages, or of the tail when the window ends in it. */
  #firstKnown(): number {
    const tail = this.#tail;
    if (!this.#live || !tail) return Math.min(this.#firstOfPages(), (tail?.last ?? 0) + 1);
    return Math.min(this.#firstOfPages(), firstOf(tail.messages) ?? tail.last + 1);
  }
}

function cut(pages: readonly Page[], { from = 0, to = Infinity }: { readonly from?: number; readonly to?: number }): Page[] {
  return pages
    .map((page) => {
      const messages = page.messages.filter(({ ordinal }) => ordinal >= from && ordinal <= to);
      return messages.length === page.messages.length ? page : { messages, at: page.at };
    })
    .filter((page) => page.messages.length > 0);
}

function trimEnd(pages: readonly Page[], rows: number): Page[] {
  const first = firstOf(pages[0]?.messages ?? []) ?? 1;
  return cut(pages, { to: first + rows - 1 });
}

function trimStart(pages: readonly Page[], rows: number): Page[] {
  const last = lastOf(pages.at(-1)?.messages ?? []) ?? 0;
  return cut(pages, { from: last - rows + 1 });
}
