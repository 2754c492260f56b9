import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { closeCodes, closing, errorKinds, explainErrors, AtriumError, SUBPROTOCOL } from './index.ts';
import { sentences } from './sentences.ts';
import * as fromClient from './messages/from-client.ts';
import * as fromHub from './messages/from-hub.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('[PR8] the wire changes with its version and its changelog only', () => {
  const schemas = [fromClient.FromClient, fromHub.FromHub].map((schema) => toJsonSchema(schema, { errorMode: 'ignore' }));
  const hash = createHash('sha256')
    .update(JSON.stringify({ schemas, errors: errorKinds, closing: closeCodes }))
    .digest('hex')
    .slice(0, 16);
  const help = `The wire has changed: raise SUBPROTOCOL, add a line to docs/PROTOCOL.md §9, and put '${SUBPROTOCOL} ${hash}' into packages/protocol/wire.hash`;
  expect(read('../wire.hash').trim(), help).toBe(`${SUBPROTOCOL} ${hash}`);
  const document = read('../../../docs/PROTOCOL.md');
  expect(document).toContain(`Version: **${SUBPROTOCOL}**`);
  expect(document.slice(document.indexOf('## 9'))).toContain(`**${SUBPROTOCOL}**`);
});

test('[PR8] the document knows every message, error and close code', () => {
  const document = read('../../../docs/PROTOCOL.md');
  for (const { options } of [fromClient.FromClient, fromHub.FromHub])
    for (const option of options) expect(document).toContain(`"t":"${option.entries.t.literal}"`);
  for (const kind of Object.keys(errorKinds)) expect(document).toContain(`\`${kind}\``);
  for (const code of Object.keys(closeCodes)) expect(document).toContain(`| ${code} |`);
});

test('[PR9] an error says what to do, and survives the wire', () => {
  explainErrors(sentences);
  for (const [kind, retry] of Object.entries(errorKinds)) {
    expect(sentences[kind as keyof typeof errorKinds]).toMatch(/^[A-Z].*\.$/);
    expect(['never', 'later', 'resend']).toContain(retry);
    expect(new AtriumError({ kind: kind as keyof typeof errorKinds }).message).toBe(sentences[kind as keyof typeof errorKinds]);
    const error = new AtriumError({ kind: kind as keyof typeof errorKinds, retryAfterMs: 5, code: 'c', path: 'a.b' });
    expect(new AtriumError(JSON.parse(JSON.stringify(error.toWire())))).toEqual(error);
    expect(error.retry).toBe(retry);
  }
});

test('[PR10] every close code says how to come back', () => {
  expect(closing(4409)).toEqual({ name: 'superseded', reconnect: 'new-client-id' });
  expect(closing(4401).reconnect).toBe('never');
  expect(closing(4999)).toEqual({ name: 'code-4999', reconnect: 'backoff' });
});
