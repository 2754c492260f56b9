import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('[FC20] the judge imports nothing that it judges', () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const imports = files.flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/from '([^']+)'/g)].map(([, specifier]) => `${file}: ${specifier ?? ''}`),
  );
  expect(imports.length).toBeGreaterThan(20);
  // The floors are its own too; they stand beside the run that has to reach them.
  expect(imports.filter((line) => !/: (?:node:|\.\/|\.\.\/floors\.ts)/.test(line))).toEqual([]);
});
