import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { madeAt } from '@atrium/store-sqlite';
import { examine, type Examination } from '@atrium/store-sqlite/care';
import { foldersOf, stepsOf } from '../open-store.ts';
import { VERSION } from '../version.ts';
import { linesOf } from './doctor-lines.ts';

/** Below it a busy day, or the copy before an update, may fill the disk. Bytes. */
const LEAST_FREE = 500 * 1000 * 1000;
/** A write-ahead log this long is being held back by a program that reads and does not end. Bytes. */
const MOST_WAL = 256 * 1024 * 1024;

export interface Report {
  readonly version: string;
  readonly dataFolder: string;
  readonly store: Examination;
  readonly folder: { readonly mode: string; readonly writable: boolean } | undefined;
  readonly disk: { readonly freeBytes: number } | undefined;
  readonly backups: { readonly folder: string; readonly count: number; readonly oldest: string | undefined; readonly newest: string | undefined };
  /** What somebody has to do something about, as sentences. */
  readonly problems: readonly string[];
}

interface Asked {
  readonly dataFolder: string;
  readonly json: boolean;
  readonly say: (text: string) => void;
}

/** Looks whether all is well, and changes nothing. 0 when it is, 1 when somebody has to do something. */
export async function runDoctor({ dataFolder, json, say }: Asked): Promise<number> {
  const report = await inspect(dataFolder);
  say(json ? `${JSON.stringify(report)}\n` : linesOf(report));
  return report.problems.length === 0 ? 0 : 1;
}

async function inspect(dataFolder: string): Promise<Report> {
  const { live, backups } = foldersOf(dataFolder);
  const store = examine({ directory: live, migrations: stepsOf() });
  const facts = {
    version: VERSION,
    dataFolder,
    store,
    folder: await folderOf(live),
    disk: await statfs(dataFolder).then(
      ({ bavail, bsize }) => ({ freeBytes: bavail * bsize }),
      () => undefined,
    ),
    backups: await backupsIn(backups),
  };
  return { ...facts, problems: problemsOf(facts) };
}

async function folderOf(live: string): Promise<Report['folder']> {
  const found = await stat(live).catch(() => undefined);
  if (!found) return undefined;
  const writable = await access(live, constants.W_OK).then(
    () => true,
    () => false,
  );
  return { mode: (found.mode & 0o777).toString(8).padStart(3, '0'), writable };
}

/** Those that the program made; a person's are wherever they put them. */
async function backupsIn(folder: string): Promise<Report['backups']> {
  const names = (await readdir(folder).catch(() => [])).flatMap((name) => {
    const at = madeAt(name);
    return at === undefined ? [] : [{ name, at }];
  });
  const byAge = names.toSorted((a, b) => a.at - b.at);
  return { folder, count: names.length, oldest: byAge[0]?.name, newest: byAge.at(-1)?.name };
}

function problemsOf({ dataFolder, store, folder, disk }: Omit<Report, 'problems'>): readonly string[] {
  const { database, findings, file } = store;
  const problems: string[] = [];
  if (!database && findings.length === 0)
    problems.push(`There is no database in ${join(dataFolder, 'live')}. Is ATRIUM_DATA right? Atrium makes one when it starts.`);
  for (const finding of findings)
    problems.push(database ? `${file} is damaged (${finding}). Stop Atrium, keep a copy of the folder, and restore the newest backup.` : finding);
  if (database && database.unknown.length > 0)
    problems.push(`The database is from a newer version of Atrium (${database.unknown.join(', ')}). Start that version, or restore a backup from before.`);
  if (database && database.walBytes > MOST_WAL)
    problems.push('The write-ahead log is very long: another program has been reading the database for a while. Find it and end it.');
  if (folder && !folder.writable)
    problems.push(`This user may not write ${join(dataFolder, 'live')}. Run this as the user that runs Atrium, or mend the folder's owner.`);
  if (folder && folder.mode.slice(1) !== '00')
    problems.push(
      `Other users of this machine may look into ${join(dataFolder, 'live')} (mode ${folder.mode}). Close it: chmod 700 ${join(dataFolder, 'live')}`,
    );
  if (disk && database && disk.freeBytes < Math.max(LEAST_FREE, 2 * database.bytes))
    problems.push('The disk is nearly full: there has to be room for the database once more, which is copied before an update. Make room.');
  return problems;
}
