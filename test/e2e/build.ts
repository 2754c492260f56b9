import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));

/** Once before all tests: they run the program as it is shipped. Nothing is built when nothing has changed. */
export function setup(): void {
  const { status } = spawnSync(process.execPath, [BUILD], { stdio: 'inherit' });
  if (status !== 0) throw new Error('Atrium could not be built, so there is nothing to test.');
}
