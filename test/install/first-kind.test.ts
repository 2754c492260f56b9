import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Elsewhere, freePort, root } from './elsewhere.ts';
import { blocksOf } from './guide.ts';

const BESIDE = ['valibot@1.5.0', '@types/node@24.13.6', 'typescript@7.0.2'];
type Program = Awaited<ReturnType<Elsewhere['start']>>;

test('[PK6] the guide "Your first kind", followed step by step, does what it says', { timeout: 300_000 }, async () => {
  const guide = await readFile(join(root, 'docs/guides/your-first-kind.md'), 'utf8');
  const blocks = blocksOf(guide);
  // Whoever rewrites it has not lost half of it.
  expect(blocks.filter((block) => block.do === 'write').length).toBeGreaterThanOrEqual(7);
  expect(blocks.filter((block) => block.do === 'expect').length).toBeGreaterThanOrEqual(8);

  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/pack.mjs')], { cwd: root, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  await using place = await Elsewhere.make();
  const env = { PORT: String(await freePort()) };
  const running = new Map<string, Program>();
  let lines: string[] = [];
  let isInstalled = false;

  for (const block of blocks) {
    switch (block.do) {
      case 'write':
        await place.write(block.file, block.text);
        if (!isInstalled) await place.install(...BESIDE);
        isInstalled = true;
        break;
      case 'run':
        lines = place.shell(block.command, env).trimEnd().split('\n');
        break;
      case 'start': {
        const file = block.command.replace(/^node /, '');
        const program = await place.start(file, env);
        running.set(file, program);
        lines = [program.said];
        break;
      }
      case 'kill':
        await running.get(block.command)?.kill();
        break;
      case 'expect': {
        const program = block.of === undefined ? undefined : running.get(block.of);
        expect(block.of === undefined || program, `${block.of} is running`).toBeTruthy();
        const said = block.said.split('\n');
        if (program) {
          lines = [];
          while (lines.length < said.length) lines.push(await program.next());
        }
        expect(lines).toEqual(said);
      }
    }
  }
});
