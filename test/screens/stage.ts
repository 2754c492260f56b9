import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { compose } from '../../app/server/src/compose.ts';
import { DAY, HOUR } from '../../app/server/src/clock.ts';
import type { House } from '../../app/server/src/house.ts';
import { Invites } from '../../app/server/src/invites.ts';
import { createLog } from '../../app/server/src/log.ts';
import { openStore } from '../../app/server/src/open-store.ts';
import { type Running, run } from '../../app/server/src/run.ts';
import { readSettings } from '../../app/server/src/settings.ts';
import { type Channel, type Client, connect } from '../../packages/client/src/index.ts';
import { chat } from '../../kinds/chat/contract.ts';
import { directory, DIRECTORY } from '../../kinds/directory/contract.ts';
import { addressOf } from '../../packages/protocol/src/index.ts';
import { launch } from '../e2e/browser.ts';
import { identityOf, people, type RoomKey, rooms, seed, type Seeded, type Who } from './seed.ts';
import { NOW, StageClock, ZONE } from './time.ts';

/** What the client speaks; English is what this browser asks for. */
export type Language = 'en' | 'ru' | 'pseudo';
/** Names that the browser alone knows, so that no port stands in a picture. Neither is a secure context: most first visits are none. */
export const HARBOUR = 'http://harbour.test';
export const FRESH = 'http://atrium.test';
/** Clocks stand still here, so a limit by time would never fill up again. */
const endless = { perSecond: 1e6, burst: 1e6 };
const limits = { commands: endless, queries: endless, signals: endless, joins: endless, watches: endless, handshakesPerAddress: endless };

/** Shows the same link at every run. It opens nothing; a screen that wants to open one takes it from elsewhere. */
class ShownInvites extends Invites {
  override async create(by: string, maxUses: number): Promise<Awaited<ReturnType<Invites['create']>>> {
    const { invite } = await super.create(by, maxUses);
    return { invite, token: 'Yt4mQz0vR8bKxW2cNf6uLs1pHd9eGj7aTo5iVnBkSw' };
  }
}

/** A whole server on a folder of its own, with a clock that stands. */
class Server {
  readonly house: House;
  readonly clock: StageClock;
  /** Whose links work. */
  readonly invites: Invites;
  readonly origin: string;
  readonly said: string;
  readonly #running: Running;
  readonly #folder: string;

  private constructor(parts: {
    readonly house: House;
    readonly invites: Invites;
    readonly clock: StageClock;
    readonly running: Running;
    readonly folder: string;
    readonly said: string;
  }) {
    this.house = parts.house;
    this.clock = parts.clock;
    this.invites = parts.invites;
    this.origin = parts.running.origin.replace('localhost', '127.0.0.1');
    this.#running = parts.running;
    this.#folder = parts.folder;
    this.said = parts.said;
  }

  static async start({
    webFolder,
    port,
    fill,
  }: {
    readonly webFolder: string;
    readonly port: number;
    fill?(house: House, clock: StageClock): Promise<void>;
  }): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'atrium-screens-'));
    const settings = readSettings({ PORT: String(port), HOST: '127.0.0.1', ATRIUM_DATA: folder }, folder);
    const log = createLog();
    const clock = new StageClock();
    const store = await openStore({ dataFolder: folder, log });
    const { house } = compose({ settings, store, log, webFolder, clock, limits });
    const { invites } = house;
    house.invites = new ShownInvites(store, house.clock);
    await fill?.(house, clock);
    let said = '';
    const running = await run({ house, settings, store, say: (text) => void (said += text) });
    return new Server({ house, invites, clock, running, folder, said });
  }

  get port(): number {
    return Number(new URL(this.origin).port);
  }
  get setupToken(): string {
    return /\/setup#([\w-]+)/.exec(this.said)?.[1] ?? '';
  }
  async stop(): Promise<void> {
    await this.#running.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What one screen after the other is played on: a workspace that is lived in, one that nobody has begun, and a browser that knows both. */
export class Stage {
  readonly harbour: Server;
  readonly browser: Browser;
  readonly #seeded: Seeded;
  readonly #sessions: Readonly<Record<'ada' | 'mira' | 'jonas', string>>;
  readonly #others: readonly Client[];
  readonly #writing: readonly Channel<typeof chat>[];
  readonly #webFolder: string;
  fresh: Server;

  private constructor(parts: {
    readonly harbour: Server;
    readonly fresh: Server;
    readonly browser: Browser;
    readonly seeded: Seeded;
    readonly sessions: Readonly<Record<'ada' | 'mira' | 'jonas', string>>;
    readonly others: readonly Client[];
    readonly writing: readonly Channel<typeof chat>[];
    readonly webFolder: string;
  }) {
    this.harbour = parts.harbour;
    this.fresh = parts.fresh;
    this.browser = parts.browser;
    this.#seeded = parts.seeded;
    this.#sessions = parts.sessions;
    this.#others = parts.others;
    this.#writing = parts.writing;
    this.#webFolder = parts.webFolder;
  }

  static async open(webFolder: string): Promise<Stage> {
    let seeded: Seeded | undefined;
    const harbour = await Server.start({
      webFolder,
      port: 0,
      fill: async (house, clock) => {
        seeded = await seed(house, clock);
      },
    });
    if (!seeded) throw new Error('A server is filled before it runs.');
    const fresh = await Server.start({ webFolder, port: 0 });
    const browser = await launch([`--host-resolver-rules=MAP harbour.test 127.0.0.1:${harbour.port}, MAP atrium.test 127.0.0.1:${fresh.port}`]);

    const { house, clock } = harbour;
    const begin = (who: Who, userAgent: string): Promise<string> => house.sessions.begin(people[who].id, { userAgent, address: '192.0.2.7' });
    await house.sessions.endAll(people.ada.id);
    clock.setTo(NOW - 2 * DAY - HOUR);
    await begin('ada', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Mobile Safari/604.1');
    clock.setTo(NOW);
    const sessions = {
      ada: await begin('ada', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36'),
      mira: await begin('mira', ''),
      jonas: await begin('jonas', ''),
    };
    const others = (['mira', 'jonas'] as const).map((who) => connect(`${harbour.origin}/live`, { headers: { cookie: `atrium_session=${sessions[who]}` } }));
    const writing = await Promise.all(others.map((client) => client.join(chat, rooms.ferries.id)));
    for (const channel of writing) channel.present({});
    for (const client of others) (await client.join(directory, DIRECTORY)).present({});
    return new Stage({ harbour, fresh, browser, seeded, sessions, others, writing, webFolder });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all(this.#others.map((client) => client.close()));
    await Promise.all([this.harbour.stop(), this.fresh.stop()]);
  }

  /** A browser of Ada's, in which nothing was done yet; signed out without `signedIn`. */
  async context({ width, language, signedIn }: { readonly width: number; readonly language: Language; readonly signedIn: boolean }): Promise<BrowserContext> {
    const phone = width < 640;
    const context = await this.browser.newContext({
      viewport: { width, height: phone ? 844 : 800 },
      ...(phone && { hasTouch: true, isMobile: true }),
      // A person's account says 'as the system does'.
      locale: language === 'ru' ? 'ru-RU' : 'en-GB',
      timezoneId: ZONE,
      colorScheme: 'light',
    });
    await context.clock.setFixedTime(NOW);
    await context.addInitScript(
      ({ locale, room }) => {
        // The same wait between two tries at every run; no two are quite equal, since ids are made of them.
        let asked = 0;
        Math.random = () => 0.999 - asked++ * 1e-9;
        // An empty page has no storage.
        if (location.protocol === 'about:') return;
        if (locale !== undefined) localStorage.setItem('atrium.locale', locale);
        localStorage.setItem('atrium.room', room);
      },
      { locale: language === 'pseudo' ? language : undefined, room: rooms.ferries.id },
    );
    if (signedIn) await context.addCookies([{ name: 'atrium_session', value: this.#sessions.ada, url: HARBOUR, httpOnly: true, sameSite: 'Lax' }]);
    return context;
  }

  /** As far as Ada has read, whatever she has looked at since. */
  async unread(): Promise<void> {
    for (const key of Object.keys(rooms) as readonly RoomKey[]) {
      const { id, members, unread } = rooms[key];
      const read = Math.max(0, this.#seeded.last[key] - unread);
      if ((members as readonly Who[]).includes('ada')) await this.command('ada', addressOf('person', people.ada.id), 'mark', { room: id, to: read });
    }
  }

  command(who: Who, channel: string, name: string, input: unknown): Promise<unknown> {
    return this.harbour.house.hub.command({ identity: identityOf(who), channel, name, input });
  }

  /** Mira types in the room of the boats. */
  mirasTyping(): void {
    this.#writing[0]?.signal('typing', {});
  }

  async renewFresh(): Promise<void> {
    const { port } = this.fresh;
    await this.fresh.stop();
    this.fresh = await Server.start({ webFolder: this.#webFolder, port });
  }

  /** Only the newest link stands in the list. */
  async withdrawInvites(): Promise<void> {
    for (const { id } of await this.harbour.house.invites.listed()) await this.harbour.house.invites.revoke(id, undefined);
  }
}

/** The page's connection in our hands: commands can be held back, and the line cut. */
export class Line {
  holding = false;
  #cut = false;
  #held: (() => void)[] = [];
  #close: (() => Promise<void>)[] = [];

  static async through(page: Page): Promise<Line> {
    const line = new Line();
    await page.routeWebSocket(/\/live$/, (socket) => {
      if (line.#cut) return void socket.close();
      const server = socket.connectToServer();
      line.#close.push(async () => {
        await socket.close();
        await server.close();
      });
      socket.onMessage((message) => {
        const pass = (): void => server.send(message);
        if (line.holding && typeof message === 'string' && message.includes('"t":"command"')) line.#held.push(pass);
        else pass();
      });
    });
    return line;
  }

  release(): void {
    this.holding = false;
    for (const pass of this.#held.splice(0)) pass();
  }

  async cut(page: Page): Promise<void> {
    this.#cut = true;
    await page.context().setOffline(true);
    for (const close of this.#close.splice(0)) await close();
  }
}
