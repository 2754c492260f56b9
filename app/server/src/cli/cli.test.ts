import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@atrium/client';
import { chat } from '@atrium/kind-chat';
import { expect, test, vi } from 'vitest';
import { runCli, startProgram } from './testing/program.ts';

/** Servers are started and stopped, on a machine that others use too. */
const SLOW = { timeout: 120_000 };
const ROOM = 'aaaabbbbccccdddd';
type Program = Awaited<ReturnType<typeof startProgram>>;

async function temporary() {
  const root = await mkdtemp(join(tmpdir(), 'atrium-cli-'));
  const [first, second] = [join(root, 'first'), join(root, 'second')];
  await mkdir(first);
  await mkdir(second);
  const programs: Program[] = [];
  const clients: Client[] = [];
  return {
    first,
    second,
    file: join(root, 'backup.db'),
    async start(dataFolder: string, port = 0): Promise<Program> {
      const program = await startProgram({ dataFolder, port });
      programs.push(program);
      return program;
    },
    connect({ origin }: Program, cookie: string): Client {
      const client = connect(`${origin}/live`, { headers: { cookie } });
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all(programs.map((program) => program.kill()));
      await rm(root, { recursive: true });
    },
  };
}

async function found({ origin, setupToken }: Program): Promise<string> {
  const response = await fetch(`${origin}/api/first-run`, {
    method: 'POST',
    headers: { 'x-atrium': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ token: setupToken, workspace: 'Harbour Works', name: 'Ada Lind', password: 'quiet harbour' }),
  });
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

test('[BK1] a backup made under load and restored elsewhere: nothing from before is lost, who was ahead is told, all end with equal views', SLOW, async () => {
  await using place = await temporary();
  const server = await place.start(place.first);
  const cookie = await found(server);
  const clients = Array.from({ length: 3 }, () => place.connect(server, cookie));
  await clients[0]!.emit(chat, ROOM, 'create', { name: 'Harbour', topic: '', type: 'public', members: [] });
  const channels = await Promise.all(clients.map((client) => client.join(chat, ROOM)));

  const acknowledged = new Set<string>();
  let loading = true;
  const load = channels.map(async (channel, who) => {
    for (let n = 1; loading; n += 1) {
      await channel.emit('post', { text: `${who}:${n}` });
      acknowledged.add(`${who}:${n}`);
    }
  });
  await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(20), SLOW);
  const before = new Set(acknowledged);
  expect(await runCli(place.first, 'backup', place.file)).toMatchObject({ code: 0, out: expect.stringContaining(place.file) });
  const during = acknowledged.size;
  await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(during + 10), SLOW);
  loading = false;
  await Promise.all(load);
  // All have seen more than the backup has; and of these they may or may not have had an answer.
  const ahead = channels.map(({ position }) => position?.[1] ?? 0);
  const open = channels.map((channel, who) => channel.emit('post', { text: `${who}:open` }));
  await server.kill();

  expect(await runCli(place.second, 'restore', place.file)).toMatchObject({ code: 0, out: expect.stringContaining('Start Atrium') });
  const outcomes = channels.map((channel) => new Promise<string>((resolve) => channel.once('joined', ({ outcome }) => resolve(outcome))));
  const restored = await place.start(place.second, server.port);
  expect(restored.setupToken).toBeUndefined();
  expect(await Promise.all(outcomes)).toEqual(['snapshot', 'snapshot', 'snapshot']);
  expect(channels.every(({ position }, who) => (position?.[1] ?? 0) < (ahead[who] ?? 0))).toBe(true);
  await Promise.all(open);
  await Promise.all(channels.map((channel, who) => channel.emit('post', { text: `${who}:last` })));

  const fresh = await place.connect(restored, cookie).join(chat, ROOM);
  // Who has been there for longer shows more of the older messages.
  const newest = fresh.view?.messages.length ?? 0;
  await vi.waitFor(() => {
    for (const { view } of channels) expect({ ...view, messages: view?.messages.slice(-newest) }).toEqual(fresh.view);
  });
  const texts: string[] = [];
  for (let ordinal = 0; ;) {
    const { messages } = (await fresh.query('history', { at: { from: 'after', ordinal }, limit: 100 })).reply;
    texts.push(...messages.map(({ text }) => text ?? ''));
    const last = messages.at(-1);
    if (!last) break;
    ordinal = last.ordinal;
  }
  expect(new Set(texts).size).toBe(texts.length);
  expect([...before].filter((text) => !texts.includes(text))).toEqual([]);
  for (const who of [0, 1, 2]) {
    // In its order: what was before the backup without a hole, then what was open, then the last.
    const own = texts.filter((text) => text.startsWith(`${who}:`)).map((text) => text.slice(2));
    expect(own).toEqual([...own.slice(0, -2).map((_, index) => String(index + 1)), ...own.slice(-2)]);
    expect(own.at(-1)).toBe('last');
  }
  expect(channels.map(({ pending }) => pending.length)).toEqual([0, 0, 0]);
});

test('[BK2] a restore is refused while Atrium runs, and says where what was there is kept', SLOW, async () => {
  await using place = await temporary();
  const server = await place.start(place.first);
  await found(server);
  await runCli(place.first, 'backup', place.file);
  expect(await runCli(place.first, 'restore', place.file)).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^Another program is using .* Stop it first/),
  });
  await server.kill();
  const { code, out } = await runCli(place.first, 'restore', place.file);
  expect(code).toBe(0);
  const [kept = ''] = await readdir(join(place.first, 'backups'));
  expect(out).toContain(join(place.first, 'backups', kept));
  expect((await place.start(place.first)).setupToken).toBeUndefined();
});

test('[BK3] the doctor says that all is well, also while Atrium runs, and what to do when it is not', SLOW, async () => {
  await using place = await temporary();
  expect(await runCli(place.first, 'doctor')).toMatchObject({ code: 1, out: expect.stringMatching(/To do: There is no database/) });
  const server = await place.start(place.first);
  const well = await runCli(place.first, 'doctor');
  expect(well).toMatchObject({ code: 0, err: '' });
  expect(well.out).toMatch(/^server +runs on this folder$/m);
  expect(well.out).toMatch(/^integrity +whole$/m);
  expect(well.out).toMatch(/All is well\.\n$/);
  await server.kill();

  await chmod(join(place.first, 'live'), 0o755);
  const { code, out } = await runCli(place.first, 'doctor', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    dataFolder: place.first,
    folder: { mode: '755', writable: true },
    store: { inUse: false, findings: [], database: { unknown: [], pending: [] } },
    problems: [expect.stringMatching(/Other users .*chmod 700/)],
  });
});

test('[BK4] what is not known is answered with what there is', SLOW, async () => {
  await using place = await temporary();
  expect(await runCli(place.first, '--help')).toMatchObject({ code: 0, out: expect.stringMatching(/backup FILE.*\n.*restore FILE.*\n.*doctor/) });
  expect(await runCli(place.first, 'backup')).toMatchObject({ code: 1, err: expect.stringMatching(/Which file\?/) });
  for (const args of [['repair'], ['backup', 'a', 'b'], ['restore', 'a', '--force']])
    expect(await runCli(place.first, ...args)).toMatchObject({ code: 1, err: expect.stringMatching(/There are: backup FILE, restore FILE, doctor/) });
  expect(await runCli(place.first, 'backup', place.file)).toMatchObject({ code: 1, err: expect.stringMatching(/^There is no database in .*ATRIUM_DATA/) });
  expect(await readdir(place.first)).toEqual([]);
});
