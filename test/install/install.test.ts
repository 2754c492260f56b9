import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Elsewhere, freePort, root } from './elsewhere.ts';

const SLOW = { timeout: 300_000 };
/** What developers have; of the checkers, the versions that are known to be content. */
const BESIDE = ['express@5.2.1', 'valibot@1.5.0', '@types/express@5.0.6', '@types/node@24.13.6', 'typescript@7.0.2', 'vite@8.3.8'];
const CHECKERS = ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];

let place: Elsewhere;
let server: string;
let client: string;

beforeAll(async () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/pack.mjs')], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  [server = '', client = ''] = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? '');
  place = await Elsewhere.make();
  await place.write('package.json', JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }));
  await place.install(...BESIDE);
}, 300_000);
afterAll(() => place?.[Symbol.asyncDispose]());

/** The README's hub, in an Express app that has sessions of its own. */
function expressApp(typed: boolean): string {
  const type = (text: string): string => (typed ? text : '');
  const [before = '', after = ''] = server.split('const hub = ');
  const hub = after.slice(0, after.indexOf('\n')).replace('kinds: [counterKind]', 'kinds: [counterKind], authenticate');
  return `${before}import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
${typed ? "import type { Authenticate } from '@atrium/server';\n" : ''}
// A session that survives a restart: the name, signed.
const sign = (name${type(': string')}) => createHmac('sha256', process.env['SECRET'] ?? '').update(name).digest('hex');
const app = express();
app.use(express.json());
app.post('/sign-in', (request, response) => {
  const name = String(request.body.name);
  response.cookie('session', name + '.' + sign(name), { httpOnly: true }).json({});
});
app.get('/me', (request, response) => void response.json({ name: nameOf(request.headers.cookie) ?? null }));

function nameOf(cookies${type(': string | undefined')})${type(': string | undefined')} {
  const [, name = '', signature = ''] = cookies?.match(/(?:^|; )session=([a-z]+)\\.([0-9a-f]{64})/) ?? [];
  return signature !== '' && timingSafeEqual(Buffer.from(signature), Buffer.from(sign(name))) ? name : undefined;
}
const authenticate${type(': Authenticate')} = (request) => {
  const name = nameOf(request.headers.cookie);
  if (name === undefined) return { status: 401, error: { kind: 'unauthorised', message: 'Sign in first.' } };
  return { identity: { id: name, name, role: 'member' } };
};
const hub = ${hub}
// A browser is not told why its handshake was rejected: it asks here.
app.get('/live', hub.explain);
const server = createServer(app).on('upgrade', hub.upgrade).listen(Number(process.env['PORT'] ?? 3000), () => console.log('ready'));
export { server };
`;
}

test(
  '[PK2] [PK3] the README’s lines in an Express app with its own session, in TypeScript and in JavaScript; two clients talk across a kill',
  SLOW,
  async () => {
    await place.write(
      'counter.ts',
      `${server.slice(0, server.indexOf('const counterKind'))}`.replace(/import \{ createServer.*\n|import \{ createHub.*\n|import \{ openSqlite.*\n/g, ''),
    );
    await place.write('app.ts', expressApp(true));
    await place.write('app.js', expressApp(false));
    // The README's client, word for word, against the types.
    await place.write('client.ts', `import { counter } from './counter.ts';\n${client}`);
    await place.write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          strict: true,
          skipLibCheck: false,
          noEmit: true,
          target: 'es2024',
          lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
          module: 'nodenext',
          allowImportingTsExtensions: true,
          types: ['node'],
        },
        files: ['app.ts', 'client.ts'],
      }),
    );
    expect(place.bin('tsc', '-p', '.')).toBe('');

    await place.write(
      'talk.js',
      `import { connect } from '@atrium/client';
import { counter } from './counter.ts';
const url = process.env.URL;
const cookieOf = async (name) => (await fetch(url + '/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name }) })).headers.get('set-cookie').split(';')[0];
const say = (what) => console.log(JSON.stringify(what));
const stranger = connect(url + '/live');
await new Promise((resolve) => stranger.on('status', ({ state, error }) => state === 'rejected' && resolve(say({ stranger: error?.kind }))));
await stranger.close();
const names = ['ada', 'mira'];
const clients = await Promise.all(names.map(async (name) => connect(url + '/live', { headers: { cookie: await cookieOf(name) } })));
const heard = clients.map(() => []);
const channels = await Promise.all(clients.map((client) => client.join(counter, 'visits')));
for (const [at, channel] of channels.entries()) channel.on('added', ({ by }) => heard[at].push(by));
for (let by = 1; by <= 10; by++) await channels[by % 2].emit('add', { by });
while (heard.some((all) => all.length < 10)) await new Promise((resolve) => setTimeout(resolve, 10));
say({ heard });
// The server is killed now; what is said meanwhile is sent when it is back.
const later = Array.from({ length: 10 }, (_, at) => channels[0].emit('add', { by: 11 + at }));
say({ said: later.length });
await Promise.all(later);
while (heard.some((all) => all.length < 20)) await new Promise((resolve) => setTimeout(resolve, 10));
say({ heard, total: channels.map(({ view }) => view.total) });
await Promise.all(clients.map((client) => client.close()));
process.exit(0);
`,
    );
    const first = Array.from({ length: 10 }, (_, at) => at + 1);
    const all = Array.from({ length: 20 }, (_, at) => at + 1);
    for (const file of ['app.ts', 'app.js']) {
      // In the README the data lies in the folder where one stands: each app has its own.
      place.run(process.execPath, '-e', "require('node:fs').rmSync('data', { recursive: true, force: true })");
      const port = String(await freePort());
      let app = await place.start(file, { PORT: port, SECRET: 'kept beside the data' });
      expect(app.said).toBe('ready');
      const talk = await place.start('talk.js', { URL: `http://127.0.0.1:${port}` });
      expect(JSON.parse(talk.said)).toEqual({ stranger: 'unauthorised' });
      const next = async (): Promise<unknown> => JSON.parse(await talk.next()) as unknown;
      expect(await next()).toEqual({ heard: [first, first] });
      await app.kill();
      expect(await next()).toEqual({ said: 10 });
      app = await place.start(file, { PORT: port, SECRET: 'kept beside the data' });
      expect(await next()).toEqual({ heard: [all, all], total: [210, 210] });
      await app.kill();
    }
  },
);

test('[PK4] Vite bundles the client for a browser, with nothing of Node in it', SLOW, async () => {
  await place.write('web/index.html', '<!doctype html><script type="module" src="./main.ts"></script>');
  await place.write('web/main.ts', `import { counter } from '../counter.ts';\n${client}`);
  place.bin('vite', 'build', 'web', '--logLevel', 'error', '--outDir', '../bundled', '--emptyOutDir');
  const [script = ''] = await readdir(join(place.folder, 'bundled/assets'));
  const bundled = await readFile(join(place.folder, 'bundled/assets', script), 'utf8');
  expect(bundled).toContain('atrium.1');
  expect(bundled).not.toMatch(/node:|require\(|__vite-browser-external/);
});

test('[PK1] [PK5] every package is sound by publint and by are-the-types-wrong', SLOW, async () => {
  await using checkers = await Elsewhere.make();
  await checkers.write('package.json', JSON.stringify({ name: 'checkers', private: true, type: 'module' }));
  checkers.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', ...CHECKERS);
  for (const tarball of await readdir(join(root, 'dist/tarballs'))) {
    const file = join(root, 'dist/tarballs', tarball);
    expect(checkers.bin('publint', '--strict', file), tarball).toContain('All good!');
    // It exits with 1 when there is a problem for those who import.
    checkers.bin('attw', file, '--profile', 'esm-only', '--no-color');
  }
});
