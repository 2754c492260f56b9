import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What the dialog promises to who deletes: copies that hold the text are gone after 30 days. Milliseconds. */
export const BACKUPS_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** A copy that the program makes by itself, before it changes something: `before-<what>-<when>.db`. Those of people have names of their own. */
export const backupName = (what: string, now: number, ending = 'db'): string =>
  `before-${what.replaceAll('/', '-')}-${new Date(now).toISOString().replaceAll(':', '-').replace(/\..*/, '')}.${ending}`;

const OWN = /^before-.+-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.(?:db|damaged)(?:-wal|-shm|\.part)?$/;

/** When the program made the backup of this name, ms since the epoch; undefined when it was not the program. */
export function madeAt(name: string): number | undefined {
  const [, day, hour, minute, second] = OWN.exec(name) ?? [];
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** Removes the program's own backups that are older than 30 days, and answers their names. A folder that is not there has none. */
export async function pruneBackups({ folder, now }: { readonly folder: string; readonly now: number }): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const old = names.filter((name) => (madeAt(name) ?? now) < now - BACKUPS_KEPT_MS);
  for (const name of old) await rm(join(folder, name), { force: true });
  return old;
}
