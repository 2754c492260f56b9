import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const SOURCES = ['packages', 'kinds', 'app', 'scripts/build.mjs', 'scripts/server-bundle.mjs', 'package.json', 'package-lock.json'];
const stampFile = join(root, 'dist', '.stamp');

/** One hash of what a build is made of: names, sizes and times suffice, and reading them takes milliseconds. */
export function stampOfSources() {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) for (const line of entries(join(root, source))) hash.update(line);
  return hash.digest('hex');
}

/** The stamp of the build that is there; '' when there is none. */
export function stampOfBuild() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return '';
  }
}
export { stampFile };

function* entries(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return yield `${path} ${stat.size} ${stat.mtimeMs}\n`;
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || /\.test\.tsx?$|\.md$/.test(entry.name)) continue;
    yield* entries(join(path, entry.name));
  }
}
