import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROWS, storeSuite } from '@atrium/testkit/store-suite';
import type { StorePlace } from '@atrium/testkit/store-suite';
import { openSqlite } from './store.ts';

storeSuite('sqlite', async () => {
  const root = await mkdtemp(join(tmpdir(), 'atrium-store-'));
  const live = join(root, 'live');
  const place: StorePlace = {
    open: ({ migrations = [ROWS], ...options } = {}) => openSqlite({ directory: live, migrations, ...options }),
    holds: (text) => grep(text, live),
    elsewhere: { module: new URL('./testing/open-place.ts', import.meta.url).href, where: live },
    newFile: (name) => join(root, name),
    openBackup: async (file) => {
      const directory = `${file}-live`;
      await mkdir(directory);
      await copyFile(file, join(directory, 'atrium.db'));
      return openSqlite({ directory, migrations: [ROWS] });
    },
    remove: () => rm(dirname(live), { recursive: true }),
  };
  return place;
});

/** In another process: reading the files here would lose SQLite's locks when it closes them. */
function grep(text: string, directory: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    execFile('grep', ['-r', '-q', '-a', '-F', '-e', text, directory], (error) => {
      if (!error) resolve(true);
      else if (error.code === 1) resolve(false);
      // 2: a file went while it was being looked at; what it saw until then counts for nothing, so it looks again.
      else if (error.code === 2) grep(text, directory).then(resolve, reject);
      else reject(error);
    });
  });
}
