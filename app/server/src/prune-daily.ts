import type { Clock } from '@atrium/server';
import { pruneBackups } from '@atrium/store-sqlite';
import type { Logger } from 'pino';
import { DAY } from './clock.ts';

/**
 * The dialog in which somebody deletes says that backups go after 30 days: those that the program makes by itself do, at start and then daily.
 * What a person named and put somewhere is theirs.
 */
export async function pruneDaily(options: { readonly folder: string; readonly clock: Pick<Clock, 'now' | 'after'>; readonly log: Logger }): Promise<void> {
  const { folder, clock, log } = options;
  try {
    await pruneBackups({ folder, now: clock.now() });
  } catch (err) {
    // A backup that stays for a day longer stops nobody from working.
    log.error({ err, folder }, 'old backups could not be removed');
  }
  clock.after(DAY, () => void pruneDaily(options));
}
