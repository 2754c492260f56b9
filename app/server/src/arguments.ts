import { parseArgs } from 'node:util';
import { SettingsError } from './settings.ts';

/** @throws SettingsError on an argument that we do not know. */
export function readArguments(args: readonly string[]): { readonly help: boolean; readonly demo: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h', default: false }, demo: { type: 'boolean', default: false } },
    });
    return values;
  } catch {
    throw new SettingsError(`Atrium does not know '${args.join(' ')}'. Try: npm start -- --help`);
  }
}
