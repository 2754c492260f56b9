// `npm run bench`, `npm run beside`: brings what is measured beside Atrium on first use, and starts the runner. See bench/README.md.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../scripts/check-node.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const stamp = join(here, 'node_modules/.installed');
const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing what is measured beside Atrium, in bench/ …');
  // Nothing here needs its install scripts: binaries are in the packages.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    console.error('npm ci failed in bench/. Its peers come from the npm registry: look above for why, and run it again.');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

const [first, ...others] = process.argv.slice(2);
const [program, args] = first === 'beside' ? ['beside/main.ts', others] : ['main.ts', process.argv.slice(2)];
const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(here, program), ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 3 : 0)));
