import { expect, test } from 'vitest';
import { MESSAGE_CHARACTERS } from '../messages.ts';
import { type Block, DEPTH, isEmojiOnly, MARKERS_PER_LINE, plainText, readMarkdown, type Span } from './markdown.ts';
import { destinationOf } from './safe-href.ts';

const ORIGIN = 'http://atrium.test';
const read = (text: string): readonly Block[] => readMarkdown(text, ORIGIN);
const spans = (text: string): readonly Span[] => {
  const [block] = read(text);
  return block && 'spans' in block ? block.spans : [];
};

/** Every block and span, with its depth. */
function* parts(nodes: readonly (Block | Span)[], depth = 1): Generator<readonly [part: Block | Span, depth: number]> {
  for (const node of nodes) {
    yield [node, depth];
    if ('spans' in node) yield* parts(node.spans, depth + 1);
    if ('blocks' in node) yield* parts(node.blocks, depth + 1);
    if (node.is === 'list') for (const item of node.items) yield* parts(item.blocks, depth + 1);
    if (node.is === 'table') for (const row of [node.head, ...node.rows]) for (const cell of row) yield* parts(cell, depth + 1);
  }
}
const links = (text: string): readonly string[] => [...parts(read(text))].flatMap(([part]) => (part.is === 'link' ? [part.destination.href] : []));
const words = (text: string): string => [...parts(read(text))].map(([part]) => ('text' in part ? part.text : part.is === 'break' ? '\n' : '')).join('');

const KNOWN = new Set(['text', 'break', 'strong', 'em', 'strike', 'code', 'link', 'mention', 'paragraph', 'heading', 'quote', 'list', 'table', 'rule']);

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<div>\n**bold**\n</div>',
  '<!-- comment --> <![CDATA[x]]> <?php x ?>',
  '```html\n<script>alert(1)</script>\n```',
  '`<b>`',
  '| <script>x</script> |\n|---|\n| <img src=x onerror=y> |',
  '- <b onclick=x>item</b>',
  '> <style>*{display:none}</style>',
  '# <h1 onmouseover=x>',
  '![<img onerror=x>](http://a.b/"onload="x)',
  '[x](http://a.b/ "t\\" onmouseover=x")',
  '__proto__ constructor prototype toString',
  '[__proto__]: http://a.b\n[constructor]\n[__proto__]',
  '<@__proto__> <@constructor>',
  '&lt;script&gt;alert(1)&lt;/script&gt; &#x3C;b&#x3E;',
];

test('[CW21] hostile HTML becomes text and nothing else', () => {
  for (const text of hostile) {
    for (const [part] of parts(read(text))) expect(KNOWN, text).toContain(part.is);
    for (const href of links(text)) expect(href, text).toMatch(/^(https?:|mailto:|\/r\/)/);
  }
});

test('[CW21] HTML is shown as it was typed, and Markdown inside it is read', () => {
  expect(words('<script>alert(1)</script>')).toBe('<script>alert(1)</script>');
  expect(words('a <b>c</b> &lt; &amp;')).toBe('a <b>c</b> &lt; &amp;');
  expect([...parts(read('<div>**x**</div>'))].some(([part]) => part.is === 'strong')).toBe(true);
});

test('[CW22] javascript, data and vbscript lead nowhere, however they are written', () => {
  const addresses = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    ' javascript:alert(1)',
    '&#x6A;avascript:alert(1)',
    '&#106;avascript:alert(1)',
    'javascript&colon;alert(1)',
    'javascript%3Aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:text/html;base64,PHNjcmlwdD4=',
    'vbscript:msgbox(1)',
    'blob:http://atrium.test/1',
    'file:///etc/passwd',
    'custom-app://run',
    'view-source:http://a.b',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/r/../admin',
    '/r/room#1/../../x',
    '/r/room?x#1',
    '/api/me',
    'r/room#1',
    '#javascript:alert(1)',
    '?x',
    '',
    'http://',
    'http://[',
    `http://a.b/${'x'.repeat(5_000)}`,
  ];
  for (const address of addresses) {
    expect(destinationOf(address, ORIGIN), address).toBeUndefined();
    for (const text of [`[x](${address})`, `![x](${address})`, `<${address}>`, `[x](<${address}>)`, `[x]: ${address}\n\n[x]`]) {
      for (const href of links(text)) expect(new URL(href, ORIGIN).protocol, text).toMatch(/^(https?|mailto):$/);
    }
  }
});

test('[CW22] what does not lead anywhere stands as it was typed', () => {
  expect(words('see [x](javascript:alert(1)) there')).toBe('see [x](javascript:alert(1)) there');
});

test('[CW22] http, https and mailto lead where the browser reads them to lead', () => {
  expect(destinationOf('https://example.org/a b', ORIGIN)).toEqual({ to: 'web', href: 'https://example.org/a%20b' });
  expect(destinationOf('HTTP://EXAMPLE.org', ORIGIN)).toEqual({ to: 'web', href: 'http://example.org/' });
  expect(destinationOf('mailto:ann@example.org', ORIGIN)).toEqual({ to: 'web', href: 'mailto:ann@example.org' });
});

test('[CW22] a room or message of this workspace is opened in place', () => {
  expect(destinationOf('/r/harbour#12', ORIGIN)).toEqual({ to: 'room', href: '/r/harbour#12', room: 'harbour', ordinal: 12 });
  expect(destinationOf('http://atrium.test/r/harbour#12', ORIGIN)).toEqual({ to: 'room', href: '/r/harbour#12', room: 'harbour', ordinal: 12 });
  expect(destinationOf('http://atrium.test/r/harbour', ORIGIN)).toEqual({ to: 'room', href: '/r/harbour', room: 'harbour' });
  expect(destinationOf('http://atrium.test.evil.example/r/harbour', ORIGIN)).toMatchObject({ to: 'web' });
  expect(destinationOf('http://atrium.test@evil.example/r/harbour', ORIGIN)).toMatchObject({ to: 'web' });
});

test('[CW23] a hundred thousand quotes, lists or brackets deep is shown as it was typed', () => {
  for (const piece of ['>', '> ', '- ', '1. ', '[', '![', '*a ', '**a _b ', '(', '~~a ', '`']) {
    const text = piece.repeat(100_000);
    expect(read(text), piece).toEqual([{ is: 'paragraph', spans: [{ is: 'text', text }] }]);
  }
});

test('[CW23] within a message’s length nesting stays bounded', () => {
  const texts = ['>', '> ', '- ', '* ', '1. ', '> - ', '[', '[a](', '**a _b ', '~~a ', '*'].map((piece) =>
    piece.repeat(MESSAGE_CHARACTERS).slice(0, MESSAGE_CHARACTERS),
  );
  texts.push(
    '*a '.repeat(1_300) + 'a* '.repeat(1_300),
    '**a '.repeat(195) + 'a** '.repeat(195),
    run(85, (i) => `${'  '.repeat(i)}- a`),
    run(60, (i) => `${'> '.repeat(Math.min(i, MARKERS_PER_LINE))}a`),
  );
  for (const text of texts) {
    const deepest = Math.max(...[...parts(read(text))].map(([, depth]) => depth));
    expect(deepest, text.slice(0, 20)).toBeLessThanOrEqual(2 * DEPTH + 2);
  }
});

test('[CW23] beyond a message’s length nothing is read', () => {
  expect(read(`**a**${'x'.repeat(MESSAGE_CHARACTERS)}`)).toHaveLength(1);
  expect(words(`**a**${'x'.repeat(MESSAGE_CHARACTERS)}`)).toContain('**a**');
});

test('[CW24] a newline is a line break', () => {
  expect(spans('a\nb')).toEqual([{ is: 'text', text: 'a' }, { is: 'break' }, { is: 'text', text: 'b' }]);
});

test('[CW24] bare addresses are links, and their full stop is not', () => {
  expect(links('see https://example.org/x. And www.example.org')).toEqual(['https://example.org/x', 'http://www.example.org/']);
});

test('[CW24] a picture is a link to it', () => {
  expect(spans('![boat](https://example.org/b.png)')).toEqual([
    { is: 'link', destination: { to: 'web', href: 'https://example.org/b.png' }, spans: [{ is: 'text', text: 'boat' }] },
  ]);
});

test('[CW24] task boxes, tables, strike, code and lists are read', () => {
  expect(read('- [x] a\n- [ ] b')).toMatchObject([{ is: 'list', start: undefined, items: [{ task: true }, { task: false }] }]);
  expect(read('3. a\n4. b')).toMatchObject([{ is: 'list', start: 3, items: [{ task: undefined }, {}] }]);
  expect(read('|a|b|\n|:--|--:|\n|1|2|')).toMatchObject([{ is: 'table', align: ['left', 'right'], rows: [[[{ text: '1' }], [{ text: '2' }]]] }]);
  expect(read('```ts\nlet a = 1;\n```')).toEqual([{ is: 'code', text: 'let a = 1;', language: 'ts' }]);
  expect(read('```"onload=x\ny\n```')).toEqual([{ is: 'code', text: 'y', language: '' }]);
  expect(spans('~~a~~')).toEqual([{ is: 'strike', spans: [{ is: 'text', text: 'a' }] }]);
});

test('[CW25] a mention is one, in code it is text', () => {
  expect(spans('hi <@ann-1>!')).toEqual([
    { is: 'text', text: 'hi ' },
    { is: 'mention', id: 'ann-1' },
    { is: 'text', text: '!' },
  ]);
  expect(spans('`<@ann>`')).toEqual([{ is: 'code', text: '<@ann>' }]);
  expect(read('```\n<@ann>\n```')).toEqual([{ is: 'code', text: '<@ann>', language: '' }]);
  expect(spans('**<@ann>**')).toEqual([{ is: 'strong', spans: [{ is: 'mention', id: 'ann' }] }]);
  expect(words('<@not an id>')).toBe('<@not an id>');
});

test('[CW26] nothing that was typed is lost', () => {
  expect(words('[foo]: bar')).toBe('[foo]: bar');
  expect(words('    indented')).toBe('    indented');
  expect(read('title\n===')).toMatchObject([{ is: 'paragraph' }]);
  expect(read('text\n---')[0]).toMatchObject({ is: 'paragraph' });
});

test('[CW27] a few emoji alone are large', () => {
  expect(['👍', '⛴️🎉', '👩‍👩‍👧 🇩🇪', '❤️'].map(isEmojiOnly)).toEqual([true, true, true, true]);
  expect(['a👍', '12', '#', '👍'.repeat(7), '', ' ', `👩${'\u200d👩'.repeat(200)}`].map(isEmojiOnly)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('[CW28] one plain line, with names, and not longer than is shown', () => {
  expect(plainText('> **Hi** <@ann>,\n- see [this](https://a.b) `now`\n```js\nx()\n```', () => 'Ann')).toBe('Hi @Ann, see this now x()');
  expect(plainText('x'.repeat(8_000), () => '').length).toBeLessThanOrEqual(600);
});

function run(times: number, line: (i: number) => string): string {
  return Array.from({ length: times }, (_, i) => line(i))
    .join('\n')
    .slice(0, MESSAGE_CHARACTERS);
}
