import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Client } from '@atrium/client';
import { SYSTEM } from '@atrium/server';
import { document } from './contract.ts';
import { House, until } from './testing/house.ts';
import { begin, paragraph, textOf } from './testing/typist.ts';
import { LiveDocument } from './live-document.ts';

async function opened(house: House, who: string) {
  const client: Client = house.client(who);
  const channel = await client.join(document, 'pier');
  const refusals: unknown[] = [];
  const live = new LiveDocument(channel, { writer: (id) => ({ name: id.toUpperCase(), colour: 1 }), refused: (error) => refusals.push(error) });
  return { client, channel, live, refusals, text: () => textOf(live.doc) };
}
const type = (live: LiveDocument, text: string, at = 0): void => live.doc.transact(() => paragraph(live.doc).insert(at, text));

test('[DW1] what is typed in a tenth of a second is one update, and what others wrote does not go out again', async () => {
  await using house = await House.start();
  const [ann, bob] = [await opened(house, 'ann'), await opened(house, 'bob')];
  let updates = 0;
  bob.channel.on('updated', () => (updates += 1));
  begin(ann.live.doc);
  for (const letter of 'ruobrah') type(ann.live, letter);
  await until('it is there', () => bob.text().includes('harbour'));
  expect(updates).toBe(1);
  const position = bob.channel.position;
  bob.live.flush();
  type(bob.live, 'old ');
  await until('it is back', () => ann.text().includes('old harbour'));
  expect(updates).toBe(2);
  expect(bob.channel.position?.[1]).toBe((position?.[1] ?? 0) + 1);
  ann.live.close();
  bob.live.close();
});

test('[DW2] what several wrote without a connection is merged when there is one', async () => {
  await using house = await House.start();
  const [ann, bob] = [await opened(house, 'ann'), await opened(house, 'bob')];
  begin(ann.live.doc);
  type(ann.live, 'middle');
  await until('both have it', () => bob.text().includes('middle'));
  const restarting = house.restart();
  type(ann.live, 'left ');
  type(bob.live, ' right', 6);
  ann.live.flush();
  bob.live.flush();
  await restarting;
  await until('both have all', () => ann.text() === bob.text() && bob.text() === '<paragraph>left middle right</paragraph>');
  const late = await opened(house, 'eve');
  expect(late.text()).toBe(bob.text());
  for (const { live } of [ann, bob, late]) live.close();
});

test('[DW3] what is refused stays where it was written, and nothing more is sent; another copy begins with what everybody has', async () => {
  await using house = await House.start();
  const ann = await opened(house, 'ann');
  begin(ann.live.doc);
  type(ann.live, 'kept');
  ann.live.flush();
  await until('it is kept', () => ann.channel.pending.length === 0);
  await house.hub.command({ identity: SYSTEM, channel: 'document/pier', name: 'follow', input: { archived: true } });
  type(ann.live, 'lost? ');
  await until('it is refused', () => ann.refusals.length === 1);
  expect(ann.refusals).toMatchObject([{ code: 'room-archived' }]);
  type(ann.live, 'more ');
  ann.live.flush();
  expect(ann.channel.pending).toEqual([]);
  expect(ann.text()).toContain('more lost? kept');
  const again = new LiveDocument(ann.channel, { writer: () => undefined, refused: () => undefined });
  expect(textOf(again.doc)).toBe('<paragraph>kept</paragraph>');
  // Too much at once is known before it is sent.
  await house.hub.command({ identity: SYSTEM, channel: 'document/pier', name: 'follow', input: { archived: false } });
  const bob = await opened(house, 'bob');
  type(bob.live, 'x'.repeat(200_000));
  bob.live.flush();
  expect(bob.refusals).toMatchObject([{ code: 'too-large' }]);
  for (const { live } of [ann, bob, { live: again }]) live.close();
});

test('[DW6] a cursor stands under the name of whoever the connection belongs to, moves with the text, and goes with its editor', async () => {
  await using house = await House.start();
  const [ann, bob] = [await opened(house, 'ann'), await opened(house, 'bob')];
  begin(ann.live.doc);
  type(ann.live, 'harbour');
  await until('both have it', () => bob.text().includes('harbour'));
  const at = Y.createRelativePositionFromTypeIndex(paragraph(ann.live.doc), 3);
  ann.live.awareness.setLocalStateField('user', { name: 'The Mayor' });
  ann.live.awareness.setLocalStateField('cursor', { anchor: at, head: at });
  const seen = () => bob.live.awareness.getStates().get(ann.live.doc.clientID) as { user: object; cursor: { anchor: unknown } } | undefined;
  await until('it is seen', seen);
  expect(seen()!.user).toEqual({ name: 'ANN', colour: 1 });
  type(bob.live, 'old ');
  const place = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(seen()!.cursor.anchor), bob.live.doc);
  expect(place?.index).toBe(7);
  ann.live.close();
  await until('it is gone', () => !seen());
  bob.live.close();
  expect(() => bob.channel.signal('cursor', { client: 1, at: { anchor: { tname: 'x'.repeat(65) }, head: {} } })).toThrow();
});
