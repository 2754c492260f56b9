import { expect, test } from 'vitest';
import { documentContent, paragraphOf } from '../contents.ts';
import { DocumentFold } from './document.ts';
import type { LogEvent } from './history.ts';
import { tokenIn } from './token.ts';

const tokens = ['p03.1.1-1', 'p04.2.1-17', 'p03.1.1-2'];
const updates = tokens.map((token, at) => paragraphOf(token, 1000 + at));

test('[FC8] a document’s view says what the log says: each token once', () => {
  const fold = new DocumentFold();
  for (const [at, update] of updates.entries())
    fold.take({ offset: at + 1, name: 'updated', data: { update: update.toJSON(), by: 'p03' } } as unknown as LogEvent);
  const [first = new Uint8Array(), ...others] = updates;
  const view = { whole: first, tail: others, versions: [], edited: null };
  expect(fold.differs(documentContent(view))).toBeUndefined();
  expect(fold.differs(documentContent({ ...view, tail: others.slice(1) }))).toBe('its text differs; it lacks p04.2.1-17');
  expect(fold.differs({ kind: 'document', tokens: [...tokens, 'p05.1.1-1'].sort() })).toBe('its text differs; it has p05.1.1-1');
  expect(fold.differs({ kind: 'document', tokens: [...tokens, 'p03.1.1-1'].sort() })).toBe('its text differs; it has p03.1.1-1');
});

test('[FC1] an update says its token, as bytes and as base64', () => {
  for (const [at, update] of updates.entries()) {
    expect(tokenIn({ update })).toBe(tokens[at]);
    expect(tokenIn({ update: update.toJSON() })).toBe(tokens[at]);
  }
  expect(tokenIn({ update: 5 })).toBeUndefined();
});
