import { resolve } from 'node:path';
import { copyDatabase } from '@atrium/store-sqlite/care';
import { foldersOf } from '../open-store.ts';
import { sizeOf } from './sizes.ts';

interface Asked {
  readonly dataFolder: string;
  readonly file: string;
  readonly say: (text: string) => void;
}

/** Everything that Atrium keeps is in its database, so a copy of that is the backup. */
export async function runBackup({ dataFolder, file, say }: Asked): Promise<number> {
  const { bytes } = await copyDatabase({ directory: foldersOf(dataFolder).live, file });
  say(`Wrote ${resolve(file)} (${sizeOf(bytes)}), and checked it. It holds everything that anyone wrote: keep it where only you can read it.\n`);
  return 0;
}
