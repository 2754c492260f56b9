import { parseArgs } from 'node:util';
import { StoreError } from '@atrium/store-sqlite';
import { readSettings, SettingsError } from '../settings.ts';
import { runBackup } from './backup.ts';
import { runDoctor } from './doctor.ts';
import { runRestore } from './restore.ts';

const HELP = `npm run atrium -- backup FILE     copies everything into FILE, also while Atrium runs
npm run atrium -- restore FILE    puts a backup in place; Atrium has to be stopped
npm run atrium -- doctor          looks whether all is well; --json for programs

They use the same settings as Atrium: ATRIUM_DATA, or the file that ATRIUM_CONFIG names.
`;
const say = (text: string): void => void process.stdout.write(text);

/** What the operator asked for; the answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = read(args);
  const [command, file, ...rest] = positionals;
  if (values.help || command === undefined) {
    say(HELP);
    return values.help ? 0 : 1;
  }
  const { dataFolder } = readSettings(process.env, process.cwd());
  if (command === 'doctor' && file === undefined) return runDoctor({ dataFolder, json: values.json, say });
  if (rest.length > 0 || values.json) throw unknown(args);
  switch (command) {
    case 'backup':
      return runBackup({ dataFolder, file: named(file, command), say });
    case 'restore':
      return runRestore({ dataFolder, file: named(file, command), now: Date.now(), say });
    default:
      throw unknown(args);
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h', default: false }, json: { type: 'boolean', default: false } },
    });
  } catch {
    throw unknown(args);
  }
}

function named(file: string | undefined, command: string): string {
  if (file === undefined) throw new SettingsError(`Which file? Like this: npm run atrium -- ${command} atrium-backup.db`);
  return file;
}
const unknown = (args: readonly string[]): SettingsError =>
  new SettingsError(`Atrium does not know '${args.join(' ')}'. There are: backup FILE, restore FILE, doctor.`);

/** Ends with a sentence for whoever asked; the stack only for what nobody foresaw. */
export function fail(error: unknown): number {
  const foreseen = error instanceof StoreError || error instanceof SettingsError;
  process.stderr.write(foreseen ? `${error.message}\n` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
