import { countOf, sizeOf } from './sizes.ts';
import type { Report } from './doctor.ts';

/** For a person: what there is, a line each, then what to do about it, if anything. */
export function linesOf({ version, dataFolder, store, folder, disk, backups, problems }: Report): string {
  const { database, inUse, findings } = store;
  const facts: [what: string, how: string][] = [
    ['Atrium', version],
    ['server', inUse ? 'runs on this folder' : 'does not run on this folder'],
    ['folder', folder ? `${dataFolder}, mode ${folder.mode}` : dataFolder],
  ];
  if (database) {
    const { bytes, walBytes, freeBytes, channels, events, schema, pending } = database;
    facts.push(
      ['database', `${sizeOf(bytes)}, ${countOf(channels, 'channel')}, ${countOf(events, 'event')}`],
      ['of that empty', sizeOf(freeBytes)],
      ['write-ahead log', sizeOf(walBytes)],
      ['integrity', findings.length === 0 ? 'whole' : 'damaged'],
      ['schema', schema.join(', ')],
    );
    if (pending.length > 0) facts.push(['at the next start', `${countOf(pending.length, 'step')} of the schema, after a backup`]);
  }
  if (disk) facts.push(['free on the disk', sizeOf(disk.freeBytes)]);
  facts.push(['own backups', backups.count === 0 ? 'none' : `${backups.count}, the oldest ${backups.oldest}, the newest ${backups.newest}`]);
  const width = Math.max(...facts.map(([what]) => what.length));
  const lines = facts.map(([what, how]) => `${what.padEnd(width)}  ${how}`);
  const verdict = problems.length === 0 ? ['All is well.'] : problems.map((problem) => `To do: ${problem}`);
  return `${[...lines, '', ...verdict].join('\n')}\n`;
}
