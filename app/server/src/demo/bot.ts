import { type Client, connect } from '@atrium/client';
import { makeMarket } from '@atrium/example-market-maker';
import { chat } from '@atrium/kind-chat';
import { market } from '@atrium/kind-market';
import { PASSWORD, people, type RoomKey, rooms, type Who } from './cast.ts';
import { answers, emoji, smallTalk } from './small-talk.ts';
import type { Seeded } from './seed.ts';
import { keepTracking } from './tracking.ts';
import { tradeALittle } from './trading.ts';
import { keepWriting } from './writing.ts';

/** Milliseconds: between two things that one of them says, while they type, and before they react. A calm office. */
const BETWEEN = [9_000, 30_000] as const;
const TYPING = [1_200, 3_500] as const;
const REACTING = [1_500, 6_000] as const;
const TRADING = [3_000, 12_000] as const;
const WRITING = [4_000, 14_000] as const;
/** How often somebody reacts to what was said. */
const REACTS = 0.12;

const within = ([from, to]: readonly [number, number]): number => from + Math.random() * (to - from);
const oneOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

/** Somebody of the demo: an ordinary client that signs in as people do, connects, listens and talks. */
export class Bot {
  readonly #who: Who;
  readonly #seeded: Seeded;
  readonly #client: Client;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopQuoting: (() => Promise<void>) | undefined;
  #stopWriting: (() => void) | undefined;
  #stopTracking: (() => void) | undefined;

  private constructor(who: Who, seeded: Seeded, client: Client) {
    this.#who = who;
    this.#seeded = seeded;
    this.#client = client;
  }

  static async start(who: Who, { origin, seeded }: { readonly origin: string; readonly seeded: Seeded }): Promise<Bot> {
    const response = await fetch(`${origin}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-atrium': '1' },
      body: JSON.stringify({ name: people[who].name, password: PASSWORD }),
    });
    const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
    if (!response.ok) throw new Error(`${people[who].name} could not sign in: ${response.status}`);
    const bot = new Bot(who, seeded, connect(`${origin}/live`, { headers: { cookie } }));
    for (const [room, { members }] of Object.entries(rooms) as [RoomKey, (typeof rooms)[RoomKey]][]) {
      if ((members as readonly Who[]).includes(who)) await bot.#sitIn(room);
    }
    if (who === 'lev') bot.#stopQuoting = await makeMarket(bot.#client, seeded.rooms.quay, { size: 25 });
    else await bot.#trade();
    if (who === 'lev') bot.#stopTracking = keepTracking(bot.#client, seeded.rooms.ferries);
    // One at a time, so that what they write stands in a line of its own.
    if (who === 'mira')
      bot.#stopWriting = await keepWriting(bot.#client, seeded.rooms.dockside, { pause: () => new Promise((resolve) => bot.#later(within(WRITING), resolve)) });
    bot.#talkLater();
    return bot;
  }

  async stop(): Promise<void> {
    this.#stopWriting?.();
    this.#stopTracking?.();
    await this.#stopQuoting?.();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#client.close();
  }

  async #sitIn(room: RoomKey): Promise<void> {
    const me = this.#seeded.ids[this.#who];
    const channel = await this.#client.join(chat, this.#seeded.rooms[room]);
    channel.on('posted', ({ ordinal, author, mentions, text }) => {
      if (author === me) return;
      const asked = mentions.includes(me) || (rooms[room].type === 'direct' && author === this.#seeded.ids.ada);
      if (asked) this.#say(room, oneOf(answers(text)));
      else if (Math.random() < REACTS) {
        const chosen = oneOf(emoji);
        this.#later(within(REACTING), () => chosen && channel.emit('react', { ordinal, emoji: chosen, on: true }));
      }
    });
  }

  /** Looks at the market, and takes something of what Lev offers now and then. */
  async #trade(): Promise<void> {
    const room = this.#seeded.rooms.quay;
    await this.#client.join(market, room);
    const later = (): void =>
      this.#later(within(TRADING), async () => {
        later();
        await tradeALittle(this.#client, room);
      });
    later();
  }

  #talkLater(): void {
    this.#later(within(BETWEEN), () => {
      const line = oneOf(smallTalk[this.#who] ?? []);
      if (line) this.#say(line.room, line.text);
      this.#talkLater();
    });
  }

  /** As a person does: it takes a while to type. */
  #say(room: RoomKey, text: string | undefined): void {
    if (text === undefined) return;
    const channel = this.#client.channel(chat, this.#seeded.rooms[room]);
    channel.signal('typing', {});
    this.#later(within(TYPING), async () => {
      await channel.emit('post', { text });
    });
  }

  /** The visitor may have removed them from the room, or archived it: then there is nothing to say. */
  #later(ms: number, task: () => unknown): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void Promise.resolve()
        .then(task)
        .catch(() => undefined);
    }, ms);
    this.#timers.add(timer);
  }
}
