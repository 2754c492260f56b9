import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { applyPatch, readMutants } from './mutants.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'atrium-mutants-test-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

const MISTAKES = [
  'acknowledge-before-commit',
  'audience-ignored',
  'dedup-off',
  'event-after-removal',
  'order-lost-on-retry',
  'overlap-applied-twice',
  'refusal-before-commit',
  'resume-off-by-one',
];

test('[FC18] every mistake that must be caught is there, and says by which rules', () => {
  const mutants = readMutants();
  expect(mutants.map(({ name }) => name)).toEqual(MISTAKES);
  const spec = readFileSync(fileURLToPath(new URL('./SPEC.md', import.meta.url)), 'utf8');
  for (const rule of mutants.flatMap(({ caughtBy }) => caughtBy)) expect(spec).toContain(`**${rule}**`);
});

test.each(MISTAKES)('[FC18] the patch of %s applies to the sources as they are', (name) => {
  const mutant = readMutants().find((each) => each.name === name);
  if (!mutant) throw new Error('it is not there');
  expect(() => applyPatch(mutant, root, '--check')).not.toThrow();
});

test('[FC18] a patch that does not apply, or does not say what it is caught by, fails loudly', () => {
  const tree = folder();
  const file = join(tree, 'gone.patch');
  writeFileSync(file, 'Caught by: FC1\n\n--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-one\n+two\n');
  expect(() => applyPatch({ name: 'gone', file, caughtBy: ['FC1'] }, tree)).toThrow("The mutant 'gone' does not apply any more");
  writeFileSync(file, '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-one\n+two\n');
  expect(() => readMutants(tree)).toThrow("gone.patch does not say 'Caught by");
});
