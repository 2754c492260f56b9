import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Inside the repository, so that the packages' own dependencies are found, and not bench's. */
const BUNDLE = join(root, '.cache/bench');

/** Makes the server under measurement as production has it: JavaScript, the packages inside, the store's threads beside it. */
export async function bundle(): Promise<void> {
  const built = await rolldown({
    input: {
      server: join(root, 'bench/atrium/server.ts'),
      'sqlite-writer': join(root, 'packages/store-sqlite/src/writer.ts'),
      'sqlite-reader': join(root, 'packages/store-sqlite/src/reader.ts'),
    },
    platform: 'node',
    // What is ours goes in, as in `npm start`; what is from npm stays outside.
    external: (id) => !/^[./]|^@atrium\//.test(id),
  });
  await built.write({ dir: BUNDLE, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await built.close();
}
