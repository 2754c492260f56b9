import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BACKUPS_KEPT_MS, backupName, madeAt, pruneBackups } from './backups.ts';

const NOON = Date.UTC(2030, 0, 31, 12, 30, 15);
const SECOND_MS = 1_000;

test('[ST60] backups that the program made are removed after 30 days; whatever has another name stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-backups-'));
  const old = [
    backupName('kind/0002-more', NOON - BACKUPS_KEPT_MS - SECOND_MS),
    backupName('restore', NOON - 2 * BACKUPS_KEPT_MS),
    backupName('restore', NOON - 2 * BACKUPS_KEPT_MS, 'damaged'),
    `${backupName('restore', NOON - 2 * BACKUPS_KEPT_MS, 'damaged')}-wal`,
    `${backupName('engine/0001-log', NOON - 2 * BACKUPS_KEPT_MS)}.part`,
  ];
  const kept = [
    backupName('kind/0002-more', NOON - BACKUPS_KEPT_MS),
    backupName('restore', NOON),
    'before-the-party.db',
    'mine-2020-01-01T00-00-00.db',
    'notes.txt',
  ];
  for (const name of [...old, ...kept]) await writeFile(join(folder, name), '');
  expect((await pruneBackups({ folder, now: NOON })).toSorted()).toEqual(old.toSorted());
  expect((await readdir(folder)).toSorted()).toEqual(kept.toSorted());
  expect(await pruneBackups({ folder, now: NOON })).toEqual([]);
  expect(await pruneBackups({ folder: join(folder, 'not there'), now: NOON })).toEqual([]);
  await rm(folder, { recursive: true });
});

test('[ST60] a name says when its backup was made', () => {
  expect(backupName('kind/0002-more', NOON)).toBe('before-kind-0002-more-2030-01-31T12-30-15.db');
  expect(madeAt(backupName('kind/0002-more', NOON))).toBe(NOON);
  expect(madeAt('before-kind-0002-more-2030-13-31T12-30-15.db')).toBeUndefined();
  expect(madeAt('atrium.db')).toBeUndefined();
});
