import { join } from 'node:path';
import { build } from 'vite';
import { root } from './root.mjs';

/** Programs of threads: the store finds them beside the bundle, by these names. */
const THREADS = {
  'sqlite-writer': 'packages/store-sqlite/src/writer.ts',
  'sqlite-reader': 'packages/store-sqlite/src/reader.ts',
};

/** The server and its threads, our own packages inside, everything from npm outside. */
export async function buildServer() {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: [/^@atrium\//], target: 'node' },
    build: {
      ssr: true,
      target: 'node24',
      outDir: join(root, 'dist/server'),
      emptyOutDir: true,
      minify: false,
      sourcemap: false,
      copyPublicDir: false,
      rollupOptions: {
        input: { main: join(root, 'app/server/src/main.ts'), ...Object.fromEntries(Object.entries(THREADS).map(([name, file]) => [name, join(root, file)])) },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}
