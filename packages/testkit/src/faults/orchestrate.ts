import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { cast, crews } from './cast.ts';
import { readDatabase } from './check/database.ts';
import { type Fault, type Happened, type Position, readLines, type Run } from './check/history.ts';
import { Child } from './children.ts';
import { Journal } from './journal.ts';
import { Proxy } from './proxy.ts';
import { between, oneOf, type Seeded, seeded, weighted } from './seeded.ts';

/** Milliseconds between two kills of the server: at most 5 s by the rule, less so that a short run sees many. */
const KILL_EVERY_MS = { least: 2_400, most: 3_800 };
/** Milliseconds that a server has at least, however long it took to start. */
const LIVES_MS = 700;
/** Milliseconds between two faults of the network. */
const FAULT_EVERY_MS = { least: 50, most: 170 };
const FAULTS = { cut: 50, tear: 15, halfOpen: 12, freeze: 11, delay: 12 } as const;
/** Milliseconds that starting a process and loading everything may take on a busy machine. */
const START_WITHIN_MS = 60_000;
/** Milliseconds in which everything is answered, and seen by all, when nothing disturbs any more. */
const DRAIN_WITHIN_MS = 30_000;
const ARRIVE_WITHIN_MS = 20_000;

export interface RunOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly folder: string;
  /** What stands on the rooms' tables. */
  readonly tables: readonly string[];
  readonly say: (line: string) => void;
}

/** Runs server, clients and faults, and answers with what they left behind. */
export async function orchestrate({ seed, seconds, folder, tables, say }: RunOptions): Promise<Run> {
  mkdirSync(folder, { recursive: true });
  const faults = new Journal<Fault>(join(folder, 'faults.jsonl'));
  let broken: Error | undefined;
  const died = (name: string, how: string): void => void (broken ??= new Error(`${name} died by itself (${how}); see the logs in ${folder}`));
  const port = await freePort();
  const servers = new Servers({ folder, port, seed, tables, died });
  const proxy = new Proxy(() => port);
  const url = `ws://127.0.0.1:${await proxy.listen()}/live`;
  const starts = new Map<string, number>();
  const startCrew = (crew: readonly string[]): Child => {
    const name = crew.join('-');
    const start = (starts.get(name) ?? 0) + 1;
    starts.set(name, start);
    return new Child(`clients ${name}`, './client.ts', {
      argument: JSON.stringify({ url, folder, seed, crew, start, tables }),
      errors: join(folder, 'clients.log'),
      died,
    });
  };
  try {
    await servers.start();
    const clients = new Map(crews.map((crew) => [crew, startCrew(crew)] as const));
    await waitUntil(() => proxy.established.length >= cast.length, START_WITHIN_MS, 'the clients did not all connect');
    say(`${cast.length} clients in ${crews.length} processes are connected; ${seconds} s of faults begin`);
    const until = Date.now() + seconds * 1_000;
    const over = (): boolean => Date.now() >= until || broken !== undefined;
    await Promise.all([
      killServers(servers, { random: seeded(seed, 1), over, faults }),
      disturb(proxy, { random: seeded(seed, 2), over, faults }),
      ...crews
        .filter((crew) => crew.length === 1)
        .map((crew, index) => killClient({ crew, clients, startCrew, at: until - seconds * (index === 0 ? 650 : 350), over, faults })),
    ]);
    if (broken) throw broken;
    say('the faults are over; waiting until everything is answered and seen');
    const heads: Record<string, Position> = {};
    await Promise.all(
      [...clients.values()].map(async (child) => {
        child.tell({ t: 'drain', withinMs: DRAIN_WITHIN_MS });
        const { positions } = JSON.parse(await child.hears((line) => line.includes('"drained"'), DRAIN_WITHIN_MS + 10_000)) as {
          readonly positions: Readonly<Record<string, Position>>;
        };
        for (const [channel, position] of Object.entries(positions)) if (position[1] >= (heads[channel]?.[1] ?? 0)) heads[channel] = position;
      }),
    );
    await Promise.all(
      [...clients.values()].map(async (child) => {
        child.tell({ t: 'finish', heads, withinMs: ARRIVE_WITHIN_MS });
        await child.hears((line) => line.includes('"finished"'), ARRIVE_WITHIN_MS + 10_000);
      }),
    );
    await Promise.all([...clients.values()].map((child) => child.kill()));
    await servers.stop();
    if (broken) throw broken;
    return readRun(folder);
  } finally {
    faults.close();
    proxy.close();
  }
}

/** What a run left in its folder. The database is read from a copy, so that nothing recovers or changes it. */
export function readRun(folder: string): Run {
  const copy = join(folder, 'copy');
  mkdirSync(copy, { recursive: true });
  for (const end of ['', '-wal']) {
    const file = join(folder, 'live', `atrium.db${end}`);
    if (existsSync(file)) copyFileSync(file, join(copy, `atrium.db${end}`));
  }
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  return {
    histories: readdirSync(folder)
      .filter((file) => file.startsWith('history-'))
      .sort(byStart)
      .map((file) => readLines<Happened>(read(file))),
    faults: readLines<Fault>(read('faults.jsonl')),
    log: readDatabase(join(copy, 'atrium.db')),
  };
}
const byStart = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

interface ServersOptions {
  readonly folder: string;
  readonly port: number;
  readonly seed: number;
  readonly tables: readonly string[];
  readonly died: (name: string, how: string) => void;
}

/** One server at a time on the same folder and port, and the next one loaded and waiting. */
class Servers {
  readonly #options: ServersOptions;
  #running: Child | undefined;
  #spare: Child;
  #starts = 0;

  constructor(options: ServersOptions) {
    this.#options = options;
    this.#spare = this.#load();
  }

  #load(): Child {
    const { folder, died } = this.#options;
    return new Child('server', './server.ts', { errors: join(folder, 'server.log'), died });
  }

  async start(): Promise<void> {
    const { folder, port, seed, tables } = this.#options;
    const next = this.#spare;
    await next.hears((line) => line === 'loaded', START_WITHIN_MS);
    this.#running = next;
    next.tell({ folder, port, seed, tables, start: ++this.#starts });
    await next.hears((line) => line === 'ready', START_WITHIN_MS);
    this.#spare = this.#load();
  }

  async kill(): Promise<void> {
    await this.#running?.kill();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#running?.kill(), this.#spare.kill()]);
  }
}

interface Disturbance {
  readonly random: Seeded;
  readonly over: () => boolean;
  readonly faults: Journal<Fault>;
}

async function killServers(servers: Servers, { random, over, faults }: Disturbance): Promise<void> {
  let killedAt = Date.now();
  while (!over()) {
    const due = killedAt + between(random, KILL_EVERY_MS.least, KILL_EVERY_MS.most);
    await pause(Math.max(LIVES_MS, due - Date.now()), over);
    if (over()) return;
    killedAt = Date.now();
    faults.write({ t: 'killed', at: killedAt });
    await servers.kill();
    await servers.start();
  }
}

async function disturb(proxy: Proxy, { random, over, faults }: Disturbance): Promise<void> {
  while (!over()) {
    await pause(between(random, FAULT_EVERY_MS.least, FAULT_EVERY_MS.most), over);
    const link = oneOf(random, proxy.established);
    if (!link) continue;
    const { who } = link;
    const at = Date.now();
    switch (weighted(random, FAULTS)) {
      case 'cut':
        faults.write({ t: 'cut', at, who });
        link.cut();
        break;
      case 'tear':
        faults.write({ t: 'cut', at, who });
        link.tear();
        break;
      case 'halfOpen':
        faults.write({ t: 'half-opened', at, who });
        link.halfOpen(between(random, 500, 3_000));
        break;
      case 'freeze':
        faults.write({ t: 'frozen', at, who });
        link.freeze(between(random, 100, 900));
        break;
      case 'delay':
        faults.write({ t: 'delayed', at, who });
        link.delay(between(random, 5, 80), between(random, 300, 1_500));
    }
  }
}

interface ClientKill {
  readonly crew: readonly string[];
  readonly clients: Map<readonly string[], Child>;
  readonly startCrew: (crew: readonly string[]) => Child;
  readonly at: number;
  readonly over: () => boolean;
  readonly faults: Journal<Fault>;
}

/** SIGKILL, and a new process on the same outbox. */
async function killClient({ crew, clients, startCrew, at, over, faults }: ClientKill): Promise<void> {
  await pause(at - Date.now(), over);
  faults.write({ t: 'killed-client', at: Date.now(), who: crew.join() });
  await clients.get(crew)?.kill();
  await pause(200, () => false);
  clients.set(crew, startCrew(crew));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function waitUntil(true_: () => boolean, withinMs: number, otherwise: string): Promise<void> {
  const until = Date.now() + withinMs;
  while (!true_()) {
    if (Date.now() > until) throw new Error(otherwise);
    await pause(20, () => false);
  }
}

/** Ends early when it is over. */
async function pause(ms: number, over: () => boolean): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until && !over()) await new Promise((resolve) => void setTimeout(resolve, Math.min(50, Math.max(1, until - Date.now()))));
}
