import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { workerUrl } from './worker-url.ts';

test('[ST50] the threads’ programs are found beside the source, and beside a bundle', () => {
  for (const thread of ['writer', 'reader'] as const) expect(existsSync(fileURLToPath(workerUrl(thread)))).toBe(true);
  expect(workerUrl('writer', 'file:///srv/dist/server/main.js').href).toBe('file:///srv/dist/server/sqlite-writer.js');
  expect(workerUrl('reader', 'file:///srv/dist/server/main.js').href).toBe('file:///srv/dist/server/sqlite-reader.js');
});
