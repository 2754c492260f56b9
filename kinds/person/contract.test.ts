import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contractHash } from '../contract-hash.ts';
import { asJson, recordedLogs } from '../recorded.ts';
import { apply, emptyView } from './apply.ts';
import { personKind } from './channel.ts';
import { person } from './contract.ts';

test('[PE16] the schemas are those of the version in contract.hash', () => {
  const hash = readFileSync(new URL('contract.hash', import.meta.url), 'utf8');
  expect(contractHash(person), 'The schemas changed: raise the version in contract.ts, and write it with the new hash into contract.hash.').toBe(hash);
});

test.each(recordedLogs(person, new URL('recorded/', import.meta.url)))(
  '[PE17] the log in recorded/$file folds to what it folded to',
  ({ id, events, view, state }) => {
    expect(events.length).toBeGreaterThan(0);
    expect(events.reduce(apply, emptyView)).toEqual(view);
    expect(asJson(events.reduce(personKind.evolve, personKind.initial(id)))).toEqual(state);
  },
);
