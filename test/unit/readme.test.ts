import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let data: string;

// Inside the repository, so that the packages are found by their names; a reader has them from npm.
beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(join(root, '.cache/readme-'));
  data = await mkdtemp(join(tmpdir(), 'atrium-readme-'));
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [server, client] = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? '');
  await writeFile(join(folder, 'server.ts'), server ?? '');
  await writeFile(
    join(folder, 'client.ts'),
    `import { counter } from './server.ts';\n${client?.replace("'ws://localhost:3000/'", "process.env['URL'] ?? ''")}\nconsole.log(JSON.stringify(channel.view));\nclient.close();\n`,
  );
  const main = `import { once } from 'node:events';\nimport { server } from './server.ts';\nif (!server.listening) await once(server, 'listening');\nconst address = server.address();\nif (address === null || typeof address === 'string') throw new Error('no port');\nprocess.env['URL'] = \`ws://127.0.0.1:\${address.port}/\`;\nawait import('./client.ts');\nprocess.exit(0);\n`;
  await writeFile(join(folder, 'main.ts'), main);
});
afterAll(async () => {
  for (const made of [folder, data]) if (made) await rm(made, { recursive: true, force: true });
});

async function run(): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'main.ts')], { cwd: data, env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  return said;
}

test('the README’s channel works as it is written, and keeps what it was told across a restart', { timeout: 60_000 }, async () => {
  expect(await run()).toBe('+1 makes 1\n{"total":1}\n');
  expect(await run()).toBe('+1 makes 2\n{"total":2}\n');
});

test('the README’s code is sound TypeScript', { timeout: 60_000 }, async () => {
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [], files: ['main.ts', 'client.ts'] }));
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
