import { describe } from 'vitest';
import { appendChecks } from './append.ts';
import { checkpointChecks } from './checkpoints.ts';
import { clientChecks } from './clients.ts';
import { crashChecks } from './crash.ts';
import { effectChecks } from './effects.ts';
import { lifeChecks } from './life.ts';
import type { StorePlace } from './place.ts';
import { readChecks } from './reads.ts';
import { redactionChecks } from './redaction.ts';
import { checkIn } from './registrar.ts';
import { writeChecks } from './writes.ts';

export type { OpenOptions, StorePlace } from './place.ts';
export { ROWS } from './place.ts';

/**
 * What every implementation of the Store port does, whatever it stands on. Call it in a test file of the implementation.
 * @example
 * storeSuite('sqlite', async () => sqlitePlace());
 */
export function storeSuite(name: string, make: () => Promise<StorePlace>): void {
  describe(`store: ${name}`, () => {
    const check = checkIn(make);
    for (const checks of [appendChecks, readChecks, writeChecks, clientChecks, effectChecks, redactionChecks, checkpointChecks, lifeChecks, crashChecks])
      checks(check);
  });
}
