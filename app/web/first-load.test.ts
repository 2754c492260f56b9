import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

/** kB, gzipped: a phone on a slow network shows the first screen within two seconds. */
const MOST_KB = 200;
const Manifest = v.record(v.string(), v.object({ file: v.string(), isEntry: v.optional(v.boolean()), imports: v.optional(v.array(v.string()), []) }));
type Manifest = v.InferOutput<typeof Manifest>;

let folder: string;
beforeAll(async () => {
  // Otherwise React's development build is measured.
  vi.stubEnv('NODE_ENV', 'production');
  folder = await mkdtemp(join(tmpdir(), 'atrium-web-'));
  await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)), logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function loadedFirst(manifest: Manifest): Set<string> {
  const files = new Set<string>();
  const take = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.imports.forEach(take);
  };
  for (const [key, { isEntry }] of Object.entries(manifest)) if (isEntry === true) take(key);
  return files;
}

test('[WE24] [WP10] the first load is at most 200 kB of script, the wire panel not among it', async () => {
  const manifest = v.parse(Manifest, JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')));
  const files = [...loadedFirst(manifest)].filter((file) => file.endsWith('.js'));
  const sizes = await Promise.all([...files, 'theme.js'].map(async (file) => gzipSync(await readFile(join(folder, file))).length));
  expect(files.length).toBeGreaterThan(0);
  expect(files.some((file) => /WirePanel/.test(file))).toBe(false);
  expect(sizes.reduce((sum, size) => sum + size, 0) / 1000).toBeLessThanOrEqual(MOST_KB);
});

test('[WE24] nothing inline, nothing of another origin, nothing as a data: address', async () => {
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/i);
  expect(page.match(/<script\b[^>]*>(?!<\/script>)/g)).toBeNull();
  expect(page).not.toMatch(/(?:src|href)="(?!\/)/);
  const styles = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.css'));
  expect(styles.length).toBeGreaterThan(0);
  for (const name of styles) expect(await readFile(join(folder, 'assets', name), 'utf8')).not.toMatch(/url\(\s*['"]?(?:https?:|\/\/|data:)/);
});
