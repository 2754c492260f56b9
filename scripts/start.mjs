// Builds when there is no build or it is older than its sources, and becomes the server: one process, without what a build needs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';
import { stampOfBuild, stampOfSources } from './stamp.mjs';

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  const { helpText } = await import('../app/server/src/options.ts');
  console.log(helpText());
  process.exit(0);
}
if (stampOfBuild() !== stampOfSources()) {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
process.env.NODE_ENV ??= 'production';
await import(pathToFileURL(join(root, 'dist/server/main.js')).href);
