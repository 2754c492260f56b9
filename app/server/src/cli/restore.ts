import { resolve } from 'node:path';
import { restoreDatabase } from '@atrium/store-sqlite/care';
import { foldersOf, stepsOf } from '../open-store.ts';
import { countOf } from './sizes.ts';

interface Asked {
  readonly dataFolder: string;
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly say: (text: string) => void;
}

export async function runRestore({ dataFolder, file, now, say }: Asked): Promise<number> {
  const { live, backups } = foldersOf(dataFolder);
  const { aside, channels } = await restoreDatabase({ directory: live, backups, file, migrations: stepsOf(), now });
  say(`Restored ${resolve(file)} into ${dataFolder}: ${countOf(channels, 'channel')}.\n`);
  if (aside !== undefined) say(`What was there before is kept in ${aside}, and removed after 30 days.\n`);
  say('Start Atrium as always. Whoever was connected sees what the backup has; what they had not got an answer for is sent again.\n');
  return 0;
}
