// The direction of imports: the engine knows no kind, a kind no other kind and no app, and each package only those above it.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './root.mjs';

/** What each may import of ours. Tests may use the testkit as well, and a test of the server the client. */
const MAY = {
  'packages/protocol': [],
  'packages/client': ['protocol'],
  'packages/server': ['protocol'],
  'packages/table': ['protocol', 'server'],
  'packages/socketio': ['protocol', 'server'],
  'packages/store-sqlite': ['protocol', 'server'],
  'packages/testkit': ['protocol', 'client', 'server', 'store-sqlite'],
};
const KIND_MAY = new Set(['protocol', 'client', 'server', 'table']);
/** What only the app may import from npm. */
const APP_ONLY = new Set(['express', 'pino', 'prom-client']);

const exclude = (path) => /(?:^|\/)(?:node_modules|dist)(?:\/|$)/.test(path);
const isTest = (file) => /\.test\.tsx?$|\/testing\/|^kinds\/[\w-]+\.ts$/.test(file);
const problems = [];

for (const file of globSync('{packages,kinds,app,examples}/**/*.{ts,tsx}', { cwd: root, exclude })) {
  const home = file.split('/').slice(0, 2).join('/');
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const why = wrong(file, home, specifier);
    if (why) problems.push(`${file} imports ${specifier}: ${why}`);
  }
}

function wrong(file, home, specifier) {
  const test = isTest(file);
  if (specifier.startsWith('.')) {
    const target = relative(root, join(root, dirname(file), specifier));
    // Tests of kinds share a workbench that stands beside them.
    const shared = test && file.startsWith('kinds/') && target.startsWith('kinds/');
    return shared || target.startsWith(`${home}/`) ? undefined : 'go through the package by its name.';
  }
  const ours = /^@atrium\/([\w-]+)/.exec(specifier)?.[1];
  if (home.startsWith('app/') || home.startsWith('examples/')) return undefined;
  if (ours === undefined) return APP_ONLY.has(specifier) ? 'only the app knows it.' : undefined;
  // The fault run is the product under fire: it speaks in real rooms.
  if (file.startsWith('packages/testkit/src/faults/')) return undefined;
  if (test && (ours === 'testkit' || ours === 'client' || ours === 'store-sqlite')) return undefined;
  if (home.startsWith('kinds/')) {
    if (ours === `kind-${home.slice('kinds/'.length)}`) return undefined;
    return KIND_MAY.has(ours) ? undefined : 'a kind knows the engine and itself.';
  }
  return (MAY[home] ?? []).includes(ours) ? undefined : 'it stands below, or knows a kind.';
}

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'All imports go the right way.' : `${problems.length} imports go the wrong way.`);
if (problems.length > 0) process.exitCode = 1;
