import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

/** Bytes, gzipped: on a slow phone the client is there before the first picture. */
const BUDGET = 15 * 1024;

test('[CL1] client and protocol, without validators and contracts, are at most 15 kB gzipped and import no validator', async () => {
  const bundle = await rolldown({ input: fileURLToPath(new URL('./index.ts', import.meta.url)), external: ['valibot'], platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  const [chunk] = output;
  expect(output).toHaveLength(1);
  expect(chunk.imports).toEqual([]);
  expect(gzipSync(chunk.code).length).toBeLessThanOrEqual(BUDGET);
});
