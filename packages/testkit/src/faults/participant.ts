import { join } from 'node:path';
import { Adopted, AtriumError, type Channel, type Client, Closed, connect } from '@atrium/client';
import { fileOutbox } from '@atrium/client/node';
import { chat } from '@atrium/kind-chat';
import { arena } from '@atrium/kind-arena';
import { board } from '@atrium/kind-board';
import { document } from '@atrium/kind-document';
import { market } from '@atrium/kind-market';
import { type Person, removableFrom, tableOf } from './cast.ts';
import type { Content, Happened, Position } from './check/history.ts';
import { tokenIn } from './check/token.ts';
import { chatContent, documentContent, marketContent, paragraphOf, pageContent, whispersContent } from './contents.ts';
import type { Journal } from './journal.ts';
import { between, oneOf, type Seeded, seeded, weighted } from './seeded.ts';
import { tapped } from './tap.ts';
import { whispers } from './whispers/contract.ts';

/** Commands of one client that are unanswered at most: it goes on giving some while it is cut off. */
const WINDOW = 40;
/** Commands that one client gives per second when nothing holds it up. */
const PER_SECOND = 60;
const TURN_MS = 25;
/** Milliseconds between two tries to join what one was put out of. */
const KNOCK_MS = 250;
/** Milliseconds between two acts of the moderator. */
const MODERATE_MS = 450;
/** A client's waits are this share of what they are for people: a run of 20 s sees hundreds of drops, not a few. */
const IMPATIENCE = 0.03;
/** Applied events between two looks at the whole view. */
const LOOK_EVERY = 150;
/** Slots last this long, so that several clients claim the same one. */
const SLOT_MS = 250;

// Edits, deletions and reactions read rows first, so that each holds up its conversation for a commit: a few go a long way.
const WEIGHTS = {
  post: 20,
  say: 36,
  whisper: 16,
  claim: 14,
  order: 10,
  cancel: 3,
  write: 8,
  feed: 8,
  steer: 6,
  edit: 0.5,
  delete: 0.3,
  react: 0.5,
  history: 0.7,
  outside: 8,
} as const;

type Rooms =
  | Channel<typeof chat>
  | Channel<typeof whispers>
  | Channel<typeof market>
  | Channel<typeof document>
  | Channel<typeof board>
  | Channel<typeof arena>;
interface Seat {
  readonly channel: Rooms;
  readonly room: string;
  readonly address: string;
  sinceLook: number;
}

export interface ParticipantOptions {
  readonly person: Person;
  readonly url: string;
  readonly folder: string;
  readonly seed: number;
  /** Which start of this person, from 1. */
  readonly start: number;
  /** What stands on the rooms' tables. */
  readonly tables: readonly string[];
  readonly journal: Journal<Happened>;
}

/** One real client at work: gives commands by seed, and writes down what it was told and what it saw. */
export class Participant {
  readonly #options: ParticipantOptions;
  readonly #random: Seeded;
  #id = '';
  #client!: Client;
  #seats: Seat[] = [];
  #starts = 0;
  #tokens = 0;
  #steered = 0;
  #unanswered = 0;
  #allowance = 0;
  #numbers = new Map<string, number>();
  readonly #mine: { readonly room: string; readonly ordinal: number }[] = [];
  #turns: NodeJS.Timeout | undefined;
  #moderation: NodeJS.Timeout | undefined;
  #ending = false;
  #finishing = false;
  #idle: (() => void) | undefined;

  constructor(options: ParticipantOptions) {
    this.#options = options;
    this.#random = seeded(options.seed, Number(options.person.who.slice(1)), options.start);
    this.#begin();
    this.#turns = setInterval(() => this.#turn(), TURN_MS);
    if (options.person.part === 'moderator') this.#moderation = setInterval(() => this.#moderate(), MODERATE_MS);
  }

  get #person(): Person {
    return this.#options.person;
  }

  #write(entry: Happened): void {
    this.#options.journal.write(entry);
  }

  // — a client and its channels —

  #begin(): void {
    const { url, folder, person, start } = this.#options;
    this.#id = `${person.who}.${start}.${++this.#starts}`;
    this.#numbers = new Map();
    this.#write({ t: 'started', client: this.#id, who: person.who });
    const impatience = seeded(this.#options.seed, start, this.#starts, 7, Number(person.who.slice(1)));
    this.#client = connect(`${url}?as=${person.who}`, {
      random: () => impatience() * IMPATIENCE,
      WebSocket: tapped(this.#id, (entry) => this.#write(entry)),
      ...(person.part === 'keeper' && { outbox: fileOutbox(join(folder, `outbox-${person.who}`)) }),
    });
    this.#client.on('fault', (error) => console.error(`${this.#id}: ${String(error)}`));
    this.#seats = person.rooms.flatMap((room) =>
      room === person.blind
        ? []
        : [this.#seat(this.#client.reach(chat, room), room), this.#seat(this.#client.reach(whispers, room), room), ...this.#table(room)],
    );
  }

  /** What stands in the room besides its conversation. */
  #table(room: string): readonly Seat[] {
    const kind = tableOf(room, this.#options.tables);
    if (kind === 'market') return [this.#seat(this.#client.reach(market, room), room)];
    if (kind === 'arena') return [this.#seat(this.#client.reach(arena, room), room)];
    if (kind === 'board') return [this.#seat(this.#client.reach(board, room), room)];
    return kind === 'document' ? [this.#seat(this.#client.reach(document, room), room)] : [];
  }

  #seat(channel: Rooms, room: string): Seat {
    const client = this.#id;
    const { address } = channel;
    const seat: Seat = { channel, room, address, sinceLook: 0 };
    const own = (): boolean => client === this.#id;
    const applied = (event: {
      readonly offset: number;
      readonly name: string;
      readonly by?: readonly [number, number] | undefined;
      readonly data: unknown;
    }): void => {
      const token = tokenIn(event.data);
      this.#write({
        t: 'applied',
        client,
        channel: address,
        o: event.offset,
        name: event.name,
        ...(event.by && { by: event.by }),
        ...(token !== undefined && { token }),
      });
      if (++seat.sinceLook < LOOK_EVERY) return;
      seat.sinceLook = 0;
      this.#look('viewed', seat, client);
    };
    const joined = ({ outcome }: { readonly outcome: string }): void => {
      this.#look(outcome === 'snapshot' ? 'opened' : 'viewed', seat, client);
      this.#greetAdopted(seat, client);
    };
    const refused = (): void => {
      this.#write({ t: 'refused', client, channel: address });
      // At the end nobody is let in any more, and a refusal is the last word.
      if (this.#finishing) return;
      channel.leave();
      setTimeout(() => own() && channel.join(), KNOCK_MS);
    };
    listen(channel, { applied, joined, refused });
    channel.join();
    return seat;
  }

  #look(t: 'opened' | 'viewed', { channel, address }: Seat, client: string): void {
    const content = contentOf(channel);
    if (content && channel.position) this.#write({ t, client, channel: address, position: channel.position, content });
  }

  readonly #greeted = new Set<string>();
  /** What an earlier instance left behind is there by now. */
  #greetAdopted({ channel, address }: Seat, client: string): void {
    if (this.#person.part !== 'keeper' || this.#greeted.has(address)) return;
    this.#greeted.add(address);
    for (const { name, input } of channel.pending) {
      const token = tokenIn(input);
      if (token === undefined || !token.startsWith(`${client}-`)) this.#write({ t: 'adopted', client, channel: address, name, input });
    }
  }

  // — giving commands —

  #turn(): void {
    this.#allowance = Math.min(WINDOW, this.#allowance + (PER_SECOND * TURN_MS) / 1000);
    // Its id is known by then, and what an earlier instance left is adopted.
    if (this.#ending || (!this.#numbers.size && this.#client.status.state !== 'open')) return;
    while (this.#allowance >= 1 && this.#unanswered < WINDOW) {
      this.#allowance -= 1;
      this.#act();
    }
  }

  #act(): void {
    const random = this.#random;
    const chats = this.#seats.filter(isChat);
    const tables = this.#seats.filter(isWhispers);
    const action = weighted(random, WEIGHTS);
    // One who was put out still tries, now and then.
    const standing = <S extends Seat>(seats: readonly S[]): S | undefined =>
      oneOf(
        random,
        seats.filter(({ channel }) => channel.state !== 'refused' || random() < 0.05),
      );
    const spoken = standing(chats);
    const table = standing(tables);
    const token = `${this.#id}-${++this.#tokens}`;
    const mine = oneOf(random, this.#mine.slice(-8));
    const mineAt = mine && chats.find(({ room }) => room === mine.room);
    if (action === 'history' && spoken) return void this.#history(spoken);
    if (action === 'outside' && this.#person.blind !== undefined)
      return this.#give(`chat/${this.#person.blind}`, { name: 'post', input: { text: token }, token }, (input) =>
        this.#client.emit(chat, this.#person.blind ?? '', 'post', input),
      );
    if (action === 'edit' && mineAt)
      return this.#give(mineAt.address, { name: 'edit', input: { ordinal: mine.ordinal, text: token }, token }, (input) => mineAt.channel.emit('edit', input));
    if (action === 'delete' && mineAt && random() < 0.5)
      return this.#give(mineAt.address, { name: 'delete', input: { ordinal: mine.ordinal }, token }, (input) => mineAt.channel.emit('delete', input));
    if (action === 'react' && mineAt) {
      const ordinal = Math.max(1, mine.ordinal - Math.floor(random() * 5));
      return this.#give(mineAt.address, { name: 'react', input: { ordinal, emoji: '👍', on: random() < 0.7 }, token }, (input) =>
        mineAt.channel.emit('react', input),
      );
    }
    const trading = standing(this.#seats.filter(isMarket));
    if (trading && action === 'order') {
      const [side, price] = [random() < 0.5 ? ('buy' as const) : ('sell' as const), 45 + Math.floor(random() * 11)];
      const order = { side, price, quantity: 1 + Math.floor(random() * 9), key: token, ...(random() < 0.3 && { now: true as const }) };
      return this.#give(trading.address, { name: 'order', input: order, token }, (input) => trading.channel.emit('order', input));
    }
    const writing = standing(this.#seats.filter(isDocument));
    if (writing && action === 'write')
      return this.#give(writing.address, { name: 'update', input: { update: paragraphOf(token, Math.floor(random() * 2 ** 32)) }, token }, (input) =>
        writing.channel.emit('update', input),
      );
    const playing = standing(this.#seats.filter(isArena));
    // A signal: nobody answers, and none of it is in the log until a round is over.
    if (playing && action === 'steer') return playing.channel.signal('steer', { n: ++this.#steered, x: Math.round(random() * 200 - 100), y: 0 });
    const tracking = standing(this.#seats.filter(isBoard));
    if (tracking && action === 'feed') {
      const point = { thing: `thing-${Math.floor(random() * 20)}`, at: Date.now(), fields: { token } };
      return this.#give(tracking.address, { name: 'feed', input: { points: [point] }, token }, (input) => tracking.channel.emit('feed', input));
    }
    const waiting = trading && oneOf(random, trading.channel.confirmed?.mine?.orders ?? []);
    if (waiting && action === 'cancel')
      return this.#give(trading.address, { name: 'cancel', input: { id: waiting.id }, token }, (input) => trading.channel.emit('cancel', input));
    if (table && action === 'whisper') {
      const to = [oneOf(random, removableFrom(table.room)) ?? 'p00', 'p01'];
      return this.#give(table.address, { name: 'whisper', input: { token, to }, token }, (input) => table.channel.emit('whisper', input));
    }
    if (table && action === 'claim')
      return this.#give(table.address, { name: 'claim', input: { token, slot: Math.floor(Date.now() / SLOT_MS) }, token }, (input) =>
        table.channel.emit('claim', input),
      );
    if (table && action === 'say') return this.#give(table.address, { name: 'say', input: { token }, token }, (input) => table.channel.emit('say', input));
    if (spoken) {
      this.#give(spoken.address, { name: 'post', input: { text: token }, token }, async (input) => {
        const reply = await spoken.channel.emit('post', input);
        this.#mine.push({ room: spoken.room, ordinal: reply.ordinal });
        return reply;
      });
    }
  }

  #give<I>(
    channel: string,
    { name, input, token }: { readonly name: string; readonly input: I; readonly token: string },
    emit: (input: I) => Promise<unknown>,
  ): void {
    const client = this.#id;
    const n = (this.#numbers.get(channel) ?? 0) + 1;
    this.#numbers.set(channel, n);
    const steady = this.#person.part !== 'member' && ['post', 'say', 'whisper'].includes(name);
    this.#write({ t: 'invoked', client, channel, n, name, token, input, at: Date.now(), steady });
    this.#unanswered += 1;
    emit(input).then(
      (reply) => {
        const position = this.#seats.find(({ address }) => address === channel)?.channel.position;
        this.#write({ t: 'ok', client, token, reply, at: Date.now(), ...(position && { position }) });
        this.#answered();
      },
      (error: unknown) => {
        this.#failed(error, { client, token });
        this.#answered();
      },
    );
  }

  #failed(error: unknown, { client, token }: { readonly client: string; readonly token: string }): void {
    const at = Date.now();
    if (error instanceof AtriumError && error.kind !== 'forgotten') {
      const { kind, code, message } = error;
      this.#write({ t: 'failed', client, token, error: { kind, ...(code !== undefined && { code }), message }, at });
      return;
    }
    this.#write({ t: 'unknown', client, token, why: String(error), at });
    // Its id is somebody else's now, and its numbers begin anew: so does it, as a person would by a reload.
    if (error instanceof Adopted && client === this.#id && !this.#ending) {
      void this.#client.close();
      this.#begin();
    }
  }

  #answered(): void {
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#idle?.();
  }

  async #history({ channel, address }: Seat & { readonly channel: Channel<typeof chat> }): Promise<void> {
    const client = this.#id;
    const ordinal = Math.max(0, (channel.confirmed?.last ?? 0) - 20);
    try {
      const { reply, at } = await channel.query('history', { at: { from: 'after', ordinal }, limit: 20 });
      this.#write({ t: 'answered', client, channel: address, position: at, content: pageContent(reply) });
    } catch (error) {
      // Somebody who was put out is told so, which is seen elsewhere; and at the end nobody waits for an answer.
      if (!(error instanceof AtriumError || error instanceof Closed)) throw error;
    }
  }

  /** Puts somebody out of every second channel, and lets those in again who were put out before. */
  #moderate(): void {
    if (this.#ending || this.#unanswered > 2 * WINDOW) return;
    const random = this.#random;
    for (const seat of this.#seats) {
      const token = `${this.#id}-${++this.#tokens}`;
      const { address, room } = seat;
      const who = oneOf(random, removableFrom(room)) ?? '';
      if (isChat(seat)) {
        const here = seat.channel.confirmed?.members.map(({ id }) => id);
        const missing = here && removableFrom(room).filter((person) => !here.includes(person));
        if (missing && missing.length > 0) this.#give(address, { name: 'add', input: { people: missing }, token }, (input) => seat.channel.emit('add', input));
        else if (random() < 0.5) this.#give(address, { name: 'remove', input: { person: who }, token }, (input) => seat.channel.emit('remove', input));
      } else if (isWhispers(seat)) {
        const [put] = seat.channel.confirmed?.banned ?? [];
        if (put !== undefined) this.#give(address, { name: 'pardon', input: { token, who: put }, token }, (input) => seat.channel.emit('pardon', input));
        else if (random() < 0.5) this.#give(address, { name: 'ban', input: { token, who }, token }, (input) => seat.channel.emit('ban', input));
      }
    }
  }

  // — the end —

  /** Gives no more, and resolves when everything is answered, adopted commands among it. False when that took too long. */
  async drain(withinMs: number): Promise<boolean> {
    this.#ending = true;
    clearInterval(this.#turns);
    clearInterval(this.#moderation);
    const until = Date.now() + withinMs;
    while (Date.now() < until) {
      // What was finally refused stays to be shown; nothing waits for it.
      const waiting = this.#seats.flatMap(({ channel }) => channel.pending.filter(({ failed }) => !failed));
      if (this.#unanswered === 0 && waiting.length === 0) return true;
      await pause(between(this.#random, 30, 60));
    }
    const waiting = this.#seats.map(({ address, channel }) => `${address} ${channel.state} at ${String(channel.position)}: ${channel.pending.length} pending`);
    this.#write({ t: 'stuck', client: this.#id, what: `${this.#unanswered} commands unanswered; ${this.#client.status.state}; ${waiting.join('; ')}` });
    return false;
  }

  /** Waits until it has seen everything up to `heads`, as far as it is let in, and writes down what it sees. */
  async finish(heads: Readonly<Record<string, Position>>, withinMs: number): Promise<void> {
    this.#finishing = true;
    const until = Date.now() + withinMs;
    const arrived = ({ channel, address }: Seat): boolean =>
      (channel.state === 'live' && (channel.position?.[1] ?? 0) >= (heads[address]?.[1] ?? 0)) || channel.refusal !== undefined;
    while (Date.now() < until && !this.#seats.every(arrived)) await pause(30);
    for (const seat of this.#seats) {
      const { channel, address } = seat;
      const content = contentOf(channel);
      this.#write({
        t: 'final',
        client: this.#id,
        channel: address,
        state: channel.state,
        ...(channel.position && { position: channel.position }),
        ...(content && { content }),
      });
    }
    await this.#client.close();
  }

  /** Where it stands; the moderator stands everywhere. */
  get positions(): Readonly<Record<string, Position>> {
    return Object.fromEntries(this.#seats.flatMap(({ address, channel }) => (channel.position ? [[address, channel.position] as const] : [])));
  }
}

interface Hears {
  applied(event: { readonly offset: number; readonly name: string; readonly by?: readonly [number, number] | undefined; readonly data: unknown }): void;
  joined(how: { readonly outcome: string }): void;
  refused(): void;
}
function listen(channel: Rooms, { applied, joined, refused }: Hears): void {
  // The contracts' events differ; what is written down of them does not.
  const any = channel as Channel<typeof chat>;
  any.on('*', applied);
  any.on('joined', joined);
  any.on('refused', refused);
}

const isChatChannel = (channel: Rooms): channel is Channel<typeof chat> => channel.contract.kind === 'chat';
const isMarketChannel = (channel: Rooms): channel is Channel<typeof market> => channel.contract.kind === 'market';
const isChat = (seat: Seat): seat is Seat & { readonly channel: Channel<typeof chat> } => isChatChannel(seat.channel);
const isMarket = (seat: Seat): seat is Seat & { readonly channel: Channel<typeof market> } => isMarketChannel(seat.channel);
const isArenaChannel = (channel: Rooms): channel is Channel<typeof arena> => channel.contract.kind === 'arena';
const isArena = (seat: Seat): seat is Seat & { readonly channel: Channel<typeof arena> } => isArenaChannel(seat.channel);
const isBoardChannel = (channel: Rooms): channel is Channel<typeof board> => channel.contract.kind === 'board';
const isBoard = (seat: Seat): seat is Seat & { readonly channel: Channel<typeof board> } => isBoardChannel(seat.channel);
const isDocumentChannel = (channel: Rooms): channel is Channel<typeof document> => channel.contract.kind === 'document';
const isDocument = (seat: Seat): seat is Seat & { readonly channel: Channel<typeof document> } => isDocumentChannel(seat.channel);
const isWhispers = (seat: Seat): seat is Seat & { readonly channel: Channel<typeof whispers> } => seat.channel.contract.kind === 'whispers';

function contentOf(channel: Rooms): Content | undefined {
  if (isChatChannel(channel)) return channel.confirmed && chatContent(channel.confirmed);
  if (isMarketChannel(channel)) return channel.confirmed && marketContent(channel.confirmed);
  if (isArenaChannel(channel)) return channel.confirmed && { kind: 'arena', rounds: channel.confirmed.rounds };
  // What things are is state, which has no place in the log: its newest is held by the engine's own tests.
  if (isBoardChannel(channel)) return channel.confirmed && { kind: 'board', rules: channel.confirmed.rules.length };
  if (isDocumentChannel(channel)) return channel.confirmed && documentContent(channel.confirmed);
  return channel.confirmed && whispersContent(channel.confirmed);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
