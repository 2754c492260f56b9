// Every screen, looked at in a real browser: pictures into docs/screens, and a list of what is wrong. `--only room,people`, `--check`: without pictures.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';

const args = process.argv.slice(2);
const node = (...rest) => spawnSync(process.execPath, rest, { cwd: root, stdio: 'inherit' }).status ?? 1;
// `--web` names a client that is built already.
const built = args.includes('--web') ? 0 : node(join(root, 'scripts/build.mjs'));
process.exitCode = built === 0 ? node('--disable-warning=ExperimentalWarning', join(root, 'test/screens/run.ts'), ...args) : built;
