import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contractHash } from '../contract-hash.ts';
import { asJson, recordedLogs } from '../recorded.ts';
import { apply, emptyView } from './apply.ts';
import { directoryKind } from './channel.ts';
import { directory } from './contract.ts';

test('[DI13] the schemas are those of the version in contract.hash', () => {
  const hash = readFileSync(new URL('contract.hash', import.meta.url), 'utf8');
  expect(contractHash(directory), 'The schemas changed: raise the version in contract.ts, and write it with the new hash into contract.hash.').toBe(hash);
});

test.each(recordedLogs(directory, new URL('recorded/', import.meta.url)))(
  '[DI14] the log in recorded/$file folds to what it folded to',
  ({ id, events, view, state }) => {
    expect(events.length).toBeGreaterThan(0);
    expect(events.reduce(apply, emptyView)).toEqual(view);
    expect(asJson(events.reduce(directoryKind.evolve, directoryKind.initial(id)))).toEqual(state);
  },
);
