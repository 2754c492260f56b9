import { mkdirSync } from 'node:fs';
import { messageOf, StoreError } from './errors.ts';

/** For its owner alone, where it is not there yet. */
export function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError('not-writable', `The folder ${directory} cannot be made (${messageOf(error)}). Make it, or choose another one.`);
  }
}
