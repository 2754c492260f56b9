// Everything that must hold before something lands: format, lint, directions, types, dead code, spec coverage, tests.
// `--fast` leaves the tests out.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);
const script = (name) => [process.execPath, join(root, 'scripts', name)];

const steps = [
  ['format', [bin('oxfmt'), '--check', '.']],
  ['lint', [bin('oxlint'), '--type-aware', '--deny-warnings']],
  ['directions', script('directions.mjs')],
  ['types', [bin('tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['dead code', [bin('knip'), '--no-progress']],
  ['spec coverage', script('spec-coverage.mjs')],
  ...(process.argv.includes('--fast') ? [] : [['tests', script('test.mjs')]]),
];

const failed = [];
for (const [name, [command, ...args]] of steps) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  // On the error stream: the last line of the output stays the tests' own.
  console.error(`\nNot good yet: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
