import { readFileSync } from 'node:fs';
import { Bytes } from '@atrium/protocol';
import type { Recorded } from '@atrium/server';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { contractHash } from '../contract-hash.ts';
import { as, channelAs, Workbench } from '../workbench.ts';
import { apply } from './apply.ts';
import { documentKind } from './channel.ts';
import { document, DOCUMENT_BYTES, type DocumentView, UPDATE_BYTES } from './contract.ts';
import { begin, paragraph, random, textOf, Typist } from './testing/typist.ts';
import { isUpdate, open } from './updates.ts';

const HOUR = 60 * 60 * 1000;
const room = { placed: true, name: 'Pier', type: 'public', archived: false } as const;
const members = [
  { id: 'ann', role: 'owner' as const },
  { id: 'bob', role: 'member' as const },
];

function placed() {
  const bench = new Workbench(documentKind, { id: 'pier', rights: () => false });
  bench.do(channelAs('chat/pier'), 'follow', { ...room, members });
  return bench;
}
type Bench = ReturnType<typeof placed>;

/** What a change of a document is as an update. */
function updateOf(doc: Y.Doc, change: (doc: Y.Doc) => void): Bytes {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => change(doc));
  return new Bytes(Y.encodeStateAsUpdate(doc, before));
}
function letters(bench: Bench, who: string, text: string): Y.Doc {
  const doc = open(bench.state);
  const first = textOf(doc) === '';
  bench.do(as(who), 'update', {
    update: updateOf(doc, () => {
      if (first) begin(doc);
      paragraph(doc).insert(0, text);
    }),
  });
  return doc;
}
const textIn = (bench: Bench): string => textOf(open(bench.state));
const fold = (from: DocumentView, events: readonly Recorded<typeof document>[]): DocumentView =>
  events.reduce((view, event) => (event.audience === undefined ? apply(view, event) : view), from);

test('[DC1] [DC8] the view folded on is the owner’s document, over more updates than are kept apart, and a version’s content is told to nobody', async () => {
  const bench = placed();
  const early = await bench.open(as('bob'));
  for (let at = 0; at < 200; at++) letters(bench, at % 2 === 0 ? 'ann' : 'bob', 'x');
  bench.do(as('ann'), 'keep', { name: 'Full' });
  const late = await bench.open(as('bob'));
  const folded = fold(early, bench.log);
  expect(textOf(open(folded))).toBe(textOf(open(late)));
  expect(textIn(bench)).toBe(`<paragraph>${'x'.repeat(200)}</paragraph>`);
  expect({ ...folded, whole: 0, tail: 0 }).toEqual({ ...late, whole: 0, tail: 0 });
  expect(bench.state.tail.length).toBeLessThan(64);
  expect(folded.tail.length).toBeLessThan(64);
  expect(bench.log.filter(({ name }) => name === 'kept')).toMatchObject([{ name: 'kept' }]);
  for (const event of bench.log) if (event.name === 'kept') expect(documentKind.visible!({ name: 'kept', audience: 'rows' }, { role: 'owner' })).toBe(false);
});

test('[DC2] what is no update is refused and changes nothing; what says nothing is no event', () => {
  const bench = placed();
  const real = letters(bench, 'ann', 'harbour');
  const before = textIn(bench);
  const whole = Y.encodeStateAsUpdate(real);
  const broken = fc.oneof(
    fc.uint8Array({ minLength: 2, maxLength: 64 }),
    fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => Uint8Array.from(whole, (old, index) => (index === at ? byte : old))),
    fc.integer({ min: 2, max: whole.length - 1 }).map((length) => whole.slice(0, length)),
  );
  fc.assert(
    fc.property(broken, (bytes) => {
      const done = bench.decide(as('bob'), { name: 'update', input: { update: new Bytes(bytes) } });
      if ('refuse' in done) expect(done.refuse).toBe('no-update');
      // Whatever is taken, an editor can take too.
      else Y.applyUpdate(open(bench.state), bytes);
    }),
    { numRuns: 2000 },
  );
  expect(isUpdate(Uint8Array.from([255, 255]))).toBe(false);
  expect(bench.do(as('bob'), 'update', { update: new Bytes([0, 0]) })).toMatchObject({ events: [] });
  expect(textIn(bench)).toBe(before);
});

test('[DC3] a long writing session, by four at once who are away again and again, ends in equal text', () => {
  const bench = placed();
  const STROKES = 40_000;
  const writers = [1, 2, 3, 4].map((seed) => ({ doc: new Y.Doc(), typist: new Typist(seed), read: 0, unsent: [] as Uint8Array[], away: false }));
  const first = open(bench.state);
  bench.do(as('ann'), 'update', { update: updateOf(first, begin) });
  const chance = random(7);
  const catchUp = (writer: (typeof writers)[number]): void => {
    for (; writer.read < bench.log.length; writer.read++) {
      const event = bench.log[writer.read]!;
      if (event.name === 'updated' && event.data) Y.applyUpdate(writer.doc, event.data.update, 'others');
    }
  };
  const send = (writer: (typeof writers)[number]): void => {
    if (writer.unsent.length > 0) bench.do(as('bob'), 'update', { update: new Bytes(Y.mergeUpdates(writer.unsent.splice(0))) });
    catchUp(writer);
  };
  for (const writer of writers) {
    catchUp(writer);
    writer.doc.on('update', (update: Uint8Array, origin: unknown) => void (origin !== 'others' && writer.unsent.push(update)));
  }
  for (let stroke = 0; stroke < STROKES; stroke++) {
    const writer = writers[Math.floor(chance() * writers.length)]!;
    writer.doc.transact(() => writer.typist.strike(paragraph(writer.doc)));
    if (chance() < 0.002) writer.away = !writer.away;
    if (!writer.away && chance() < 0.02) send(writer);
  }
  for (const writer of writers) send(writer);
  for (const writer of writers) catchUp(writer);
  const texts = new Set([...writers.map(({ doc }) => textOf(doc)), textIn(bench)]);
  expect(texts.size).toBe(1);
  expect([...texts][0]!.length).toBeGreaterThan(STROKES / 2);
});

test('[DC4] an update and a document have a limit in bytes, and what is over it is refused whole', () => {
  const bench = placed();
  expect(() => bench.do(as('ann'), 'update', { update: new Bytes(UPDATE_BYTES + 1) })).toThrow(`more than ${UPDATE_BYTES}`);
  let refused = '';
  for (let at = 0; at < 30 && refused === ''; at++) {
    const doc = open(bench.state);
    const update = updateOf(doc, () => {
      if (at === 0) begin(doc);
      paragraph(doc).insert(0, String(at % 10).repeat(120_000));
    });
    const done = bench.do(as('ann'), 'update', { update });
    if ('refused' in done) refused = done.refused;
  }
  expect(refused).toBe('document-full');
  expect(bench.state.bytes).toBeLessThanOrEqual(DOCUMENT_BYTES);
});

test('[DC5] a version is kept by itself for every hour of writing; those with a name stay, up to a hundred', async () => {
  const bench = placed();
  letters(bench, 'ann', 'one ');
  bench.now += HOUR;
  letters(bench, 'bob', 'two ');
  expect(bench.state.versions).toMatchObject([{ id: 1, name: null, by: 'ann' }]);
  const { content } = await bench.query(as('bob'), 'version', { id: 1 });
  expect(textOf(open({ whole: Buffer.from(content, 'base64'), tail: [] }))).toBe('<paragraph>one </paragraph>');
  // Nothing was written in that hour.
  bench.do(as('ann'), 'keep', { name: 'Two' });
  bench.now += HOUR;
  letters(bench, 'ann', 'three ');
  expect(bench.state.versions.map(({ name }) => name)).toEqual([null, 'Two']);
  for (let hour = 0; hour < 60; hour++) {
    bench.now += HOUR;
    letters(bench, 'ann', 'x');
  }
  expect(bench.state.versions.filter(({ name }) => name === null)).toHaveLength(48);
  expect(bench.state.versions[0]).toMatchObject({ id: 2, name: 'Two' });
  expect((await bench.query(as('bob'), 'version', { id: 1 })).content).toBe('');
  expect((await bench.query(as('bob'), 'version', { id: 2 })).content).not.toBe('');
  const shown = await bench.open(as('bob'));
  for (const { id } of shown.versions) expect((await bench.query(as('bob'), 'version', { id })).content, `version ${id}`).not.toBe('');
  expect(bench.do(as('ann'), 'name', { id: shown.versions.at(-1)!.id, name: 'Last' })).toMatchObject({ reply: {} });
  for (let at = 0; at < 98; at++) bench.do(as('ann'), 'keep', { name: `v${at}` });
  expect(bench.do(as('ann'), 'keep', { name: 'one more' })).toEqual({ refused: 'too-many-versions' });
  expect(bench.do(as('ann'), 'name', { id: 1, name: 'gone' })).toEqual({ refused: 'no-version' });
});

test('[DC6] bringing a version back merges with what is typed meanwhile, keeps what there was, and is said once', () => {
  const bench = placed();
  letters(bench, 'ann', 'first');
  bench.do(as('ann'), 'keep', { name: 'Draft' });
  letters(bench, 'bob', 'later ');
  const meanwhile = open(bench.state);
  const typed = updateOf(meanwhile, () => {
    const line = new Y.XmlElement('paragraph');
    line.insert(0, [new Y.XmlText('meanwhile')]);
    meanwhile.getXmlFragment('default').push([line]);
  });
  const done = bench.do(as('ann'), 'restore', { id: 1 });
  expect(done).toMatchObject({ reply: {}, effects: [{ to: 'chat/pier', name: 'post', input: { text: 'The document’s version **Draft** was brought back' } }] });
  expect(textIn(bench)).toBe('<paragraph>first</paragraph>');
  bench.do(as('bob'), 'update', { update: typed });
  expect(textIn(bench)).toBe('<paragraph>first</paragraph><paragraph>meanwhile</paragraph>');
  expect(bench.state.versions.map(({ name }) => name)).toEqual(['Draft', null]);
  expect(bench.do(as('ann'), 'restore', { id: 2 })).toMatchObject({ reply: {} });
  expect(textIn(bench)).toBe('<paragraph>later first</paragraph>');
  expect(bench.do(as('ann'), 'restore', { id: 99 })).toEqual({ refused: 'no-version' });
});

test('[DC7] members write, visitors read, strangers see nothing, and an archived room is for reading', () => {
  const bench = placed();
  const update = updateOf(new Y.Doc(), begin);
  expect(bench.do(as('eve'), 'follow', { ...room, members })).toEqual({ refused: 'not-found' });
  expect(bench.do(as('cat'), 'update', { update })).toEqual({ refused: 'not-a-member' });
  expect(bench.do(as('gus', 'guest'), 'update', { update })).toEqual({ refused: 'not-found' });
  bench.do(channelAs('chat/pier'), 'follow', { archived: true });
  for (const [name, input] of [
    ['update', { update }],
    ['keep', { name: 'x' }],
    ['name', { id: 1, name: 'x' }],
    ['restore', { id: 1 }],
  ] as const)
    expect(bench.do(as('ann'), name, input)).toEqual({ refused: 'room-archived' });
  bench.do(channelAs('chat/pier'), 'follow', { archived: false, type: 'private' });
  expect(bench.mayAsk(as('cat'), 'update')).toBe(false);
});

test('[DC9] the contract’s schemas move together with its version', () => {
  expect(contractHash(document)).toBe(readFileSync(new URL('contract.hash', import.meta.url), 'utf8'));
});
