import { getSchema } from '@tiptap/core';
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { EMPTY, FIELD } from '../updates.ts';
import { extensionsOf, isLink } from './extensions.ts';
import { fromMarkdown, markdownOf } from './markdown.ts';
import { wordsOf } from './words.ts';

const TEXT = `# Opening day

The ribbon is at **eleven**, *whatever* the ~~rain~~ weather does. See [the plan](https://example.org/plan) and \`rope.ts\`.

## Before

- [x] Permit signed
- [ ] Benches painted

1. first
2. second

- a point

> Said by the mayor

\`\`\`ts
const rope = 12;
\`\`\`

| When | What |
| --- | --- |
| 10:00 | Rope |
| 11:00 | Ribbon |`;

function documentOf(markdown: string): Y.Doc {
  const doc = new Y.Doc();
  const schema = getSchema(extensionsOf({ doc, awareness: undefined, task: (text) => text }));
  prosemirrorJSONToYXmlFragment(schema, fromMarkdown(markdown), doc.getXmlFragment(FIELD));
  return doc;
}
/** As it is said, whatever the spaces in a table. */
const words = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').replace(/\n+/g, '\n').trim();

test('[DW5] Markdown that is brought in and taken out says the same', () => {
  const doc = documentOf(TEXT);
  const out = markdownOf(doc.getXmlFragment(FIELD));
  expect(words(out)).toBe(words(TEXT));
  expect(documentOf(out).getXmlFragment(FIELD).toString()).toBe(doc.getXmlFragment(FIELD).toString());
});

test('[DW5] an address that is a script is none for a link', () => {
  for (const address of ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd']) {
    expect(isLink(address)).toBe(false);
  }
  for (const address of ['https://example.org', 'mailto:ada@example.org', '/r/pier#document']) expect(isLink(address)).toBe(true);
});

test('[DW7] where it is linked it shows its first line and how it goes on, whatever is in it', () => {
  const whole = Y.encodeStateAsUpdate(documentOf(TEXT));
  expect(wordsOf({ whole, tail: [] })).toEqual({
    title: 'Opening day',
    rest: expect.stringMatching(/^The ribbon is at eleven, whatever the rain weather does\. See the plan and rope\.ts\. Before Permit signed.*…$/),
  });
  expect(wordsOf({ whole: EMPTY, tail: [] })).toEqual({ title: '', rest: '' });
});
