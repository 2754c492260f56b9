// Unit, contract and property tests; a short fault run; the browser. The very last line sums them up.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { root } from './root.mjs';

const ci = process.env.CI === 'true';
const reports = mkdtempSync(join(tmpdir(), 'atrium-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
let crashed = false;

vitest('unit');
// What follows runs the program as it is shipped.
if (run([join(root, 'scripts/build.mjs')]).status === 0) {
  faults();
  measurements();
  browser();
} else {
  crashed = true;
}
rmSync(reports, { recursive: true, force: true });

// A run that ends badly without a failed test (nothing found, an error outside of tests) must not look like a good one.
if (crashed && total.failed === 0) total.failed = 1;
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);

function vitest(project, env = {}) {
  heading(project === 'unit' ? 'Unit, contract and property tests' : 'End to end, in Chromium');
  const report = join(reports, `${project}.json`);
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { status } = run(args, env);
  if (status !== 0) crashed = true;
  if (!existsSync(report)) return;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests = 0 } = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests + numTodoTests;
}

function faults() {
  const script = join(root, 'scripts/faults.mjs');
  if (!existsSync(script)) return;
  heading('Faults: kills and cuts for 20 s');
  // An inconclusive run (2) on a machine with much else to do says nothing: it is made again, with another seed.
  let status = 2;
  for (let seed = 1; status === 2 && seed <= 3; seed += 1) ({ status } = run([script, '--seed', String(seed), '--seconds', '20']));
  count(status);
  if (!ci) return;
  heading('Faults: every mutant of the engine is caught');
  count(run([script, '--mutants', '--seed', '1']).status);
}

/** Short runs of what is measured: that everything arrives, in order, and nothing of how fast. Their peers come from the registry, so CI alone brings them. */
function measurements() {
  if (!ci) return;
  for (const [title, args] of [
    ['Beside Socket.IO: who holds', ['beside', '--quick']],
    ['Bench: a short run of every case', ['--quick']],
  ]) {
    heading(title);
    count(run([join(root, 'bench/run.mjs'), ...args]).status);
  }
}

function count(status) {
  if (status === 0) total.passed += 1;
  else total.failed += 1;
}

function browser() {
  if (globSync('test/e2e/**/*.test.ts', { cwd: root }).length === 0) return;
  const chromium = findChromium();
  if (chromium !== undefined) return vitest('e2e', { CHROMIUM: chromium });
  const line = 'No Chromium was found. Install it (Debian: apt install chromium) or name one in CHROMIUM.';
  if (ci) {
    console.error(`\n${line}\nWith CI=true that is an error.`);
    total.failed += 1;
  } else {
    console.error(`\n${'!'.repeat(line.length)}\nEND-TO-END TESTS ARE SKIPPED\n${line}\n${'!'.repeat(line.length)}`);
    total.skipped += 1;
  }
}

function run(args, env = {}) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
}
function heading(text) {
  console.log(`\n── ${text}`);
}
