// The web client into dist/web and the server into dist/server: as plain JavaScript it needs half the memory that type stripping takes.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { root } from './root.mjs';
import { buildServer } from './server-bundle.mjs';
import { stampFile, stampOfBuild, stampOfSources } from './stamp.mjs';

const stamp = stampOfSources();
if (stampOfBuild() === stamp && !process.argv.includes('--force')) process.exit(0);

const started = performance.now();
console.log('Building Atrium …');
// Without its stamp, a build that is cut short is built again.
rmSync(stampFile, { force: true });
await buildServer();
await buildWeb();
writeFileSync(stampFile, stamp);
console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);

async function buildWeb() {
  const folder = join(root, 'app/web');
  if (!existsSync(join(folder, 'index.html'))) throw new Error('app/web/index.html is missing: there is no web client to build.');
  const outDir = join(root, 'dist/web');
  await build({ root: folder, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  await Promise.all(
    filesIn(outDir)
      .filter((file) => /\.(?:js|css|html|svg|json|webmanifest|map)$/.test(file))
      .map(pack),
  );
}

/** Packed once here, so that no request waits for it; what does not get smaller is left alone. */
async function pack(file) {
  const bytes = readFileSync(file);
  const variants = [
    ['.br', await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })],
    ['.gz', await promisify(gzip)(bytes, { level: 9 })],
  ];
  for (const [ending, packed] of variants) if (packed.length < bytes.length * 0.95) writeFileSync(file + ending, packed);
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
