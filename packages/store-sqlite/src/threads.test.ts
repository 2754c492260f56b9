import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What the module at `file` brings in when it runs: type imports are erased. */
function importsOf(file: string, seen: Set<string>): Set<string> {
  const text = readFileSync(file, 'utf8');
  for (const [, specifier = ''] of text.matchAll(/^(?:import|export) (?!type)[^;]*from '([^']+)'/gm)) {
    const target = specifier.startsWith('.') ? resolve(dirname(file), specifier) : specifier;
    if (seen.has(target)) continue;
    seen.add(target);
    if (specifier.startsWith('.')) importsOf(target, seen);
  }
  return seen;
}
const sourceOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

test('[ST49] SQLite is loaded by the worker threads alone', () => {
  expect(importsOf(sourceOf('writer.ts'), new Set())).toContain('node:sqlite');
  expect(importsOf(sourceOf('index.ts'), new Set())).toContain('node:worker_threads');
  expect(importsOf(sourceOf('index.ts'), new Set())).not.toContain('node:sqlite');
});
