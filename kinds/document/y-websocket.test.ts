import { expect, test } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { document } from './contract.ts';
import { House, until } from './testing/house.ts';
import { begin, paragraph, textOf } from './testing/typist.ts';
import { LiveDocument } from './live-document.ts';

/** As its documentation has it. */
function provide(house: House, who: string, doc = new Y.Doc()) {
  const provider = new WebsocketProvider(`ws://127.0.0.1:${house.port}/yjs`, 'pier', doc, {
    params: { token: `token-of-${who}` },
    disableBc: true,
    maxBackoffTime: 100,
  });
  return {
    doc,
    provider,
    text: () => textOf(doc),
    [Symbol.dispose]: () => {
      provider.destroy();
      doc.destroy();
    },
  };
}
async function here(house: House, who: string) {
  const channel = await house.client(who).join(document, 'pier');
  return new LiveDocument(channel, { writer: (id) => ({ name: id, colour: 0 }), refused: () => undefined });
}

test('[YW1] y-websocket’s provider opens a document with a token, and both sides have what either writes, across a restart too', async () => {
  await using house = await House.start();
  const bob = await here(house, 'bob');
  begin(bob.doc);
  bob.doc.transact(() => paragraph(bob.doc).insert(0, 'from here'));
  bob.flush();
  using ann = provide(house, 'ann');
  await until('what is there comes', () => ann.text().includes('from here'));
  ann.doc.transact(() => paragraph(ann.doc).insert(0, 'from there, '));
  await until('what is written there comes here', () => textOf(bob.doc).includes('from there, from here'));
  using other = provide(house, 'bob');
  await until('a second one has it', () => other.text() === ann.text());
  await house.restart();
  ann.doc.transact(() => paragraph(ann.doc).insert(0, 'after, '));
  await until('it goes on', () => other.text().includes('after, from there') && textOf(bob.doc) === other.text());
  const log = (await house.client('eve').join(document, 'pier')).position?.[1];
  // Nothing went round: a room's news, the beginning with its line, and two of theirs.
  expect(log).toBe(4);
  bob.close();
});

test('[YW2] what it wrote while it was away is merged when it is back', async () => {
  await using house = await House.start();
  const bob = await here(house, 'bob');
  begin(bob.doc);
  bob.flush();
  using ann = provide(house, 'ann');
  await until('it is open', () => ann.text() === '<paragraph></paragraph>');
  ann.provider.disconnect();
  ann.doc.transact(() => paragraph(ann.doc).insert(0, 'there '));
  bob.doc.transact(() => paragraph(bob.doc).insert(0, 'here '));
  bob.flush();
  ann.provider.connect();
  await until('both have both', () => ann.text() === textOf(bob.doc) && ann.text().includes('there ') && ann.text().includes('here '));
  bob.close();
});

test('[YW3] cursors go both ways, under the name of whoever the connection belongs to', async () => {
  await using house = await House.start();
  const bob = await here(house, 'bob');
  begin(bob.doc);
  bob.doc.transact(() => paragraph(bob.doc).insert(0, 'harbour'));
  bob.flush();
  const ann = provide(house, 'ann');
  await until('it is open', () => ann.text().includes('harbour'));
  const at = (doc: Y.Doc) => Y.createRelativePositionFromTypeIndex(paragraph(doc), 3);
  ann.provider.awareness.setLocalState({ user: { name: 'The Mayor' }, cursor: { anchor: at(ann.doc), head: at(ann.doc) } });
  await until('hers is seen here', () => bob.awareness.getStates().has(ann.doc.clientID));
  expect(bob.awareness.getStates().get(ann.doc.clientID)).toMatchObject({ user: { name: 'ann' } });
  bob.awareness.setLocalStateField('cursor', { anchor: at(bob.doc), head: at(bob.doc) });
  await until('his is seen there', () => ann.provider.awareness.getStates().has(bob.doc.clientID));
  expect(ann.provider.awareness.getStates().get(bob.doc.clientID)).toMatchObject({ user: { name: 'BOB' } });
  ann[Symbol.dispose]();
  await until('hers goes with her', () => !bob.awareness.getStates().has(ann.doc.clientID));
  bob.close();
});

test('[YW4] without a token it is not let in, and a visitor’s writing is refused with the reason', async () => {
  await using house = await House.start();
  const bob = await here(house, 'bob');
  begin(bob.doc);
  bob.flush();
  const answer = await fetch(`http://127.0.0.1:${house.port}/yjs/pier?token=nothing`, { headers: { connection: 'upgrade', upgrade: 'websocket' } }).catch(
    () => undefined,
  );
  expect(answer?.status ?? 401).toBe(401);
  const stranger = new WebSocket(`ws://127.0.0.1:${house.port}/yjs/pier?token=nothing`);
  await new Promise<void>((resolve) => (stranger.onerror = () => resolve()));
  using eve = provide(house, 'eve');
  await until('a visitor reads', () => eve.text() === '<paragraph></paragraph>');
  const closed: number[] = [];
  eve.provider.on('connection-close', (event) => closed.push(event?.code ?? 0));
  eve.doc.transact(() => paragraph(eve.doc).insert(0, 'graffiti'));
  await until('it is refused', () => closed.includes(1008));
  expect(textOf(bob.doc)).toBe('<paragraph></paragraph>');
  bob.close();
});

test('[YW5] what is no message of the protocol ends that connection alone', async () => {
  await using house = await House.start();
  const bob = await here(house, 'bob');
  begin(bob.doc);
  bob.flush();
  for (const bytes of [
    [0, 2, 200],
    [1, 3, 1, 1],
    [0, 0, 5, 255, 255, 255, 255, 255],
    [9, 9],
    [0, 2, 3, 1, 2, 3],
  ]) {
    const socket = new WebSocket(`ws://127.0.0.1:${house.port}/yjs/pier?token=token-of-ann`);
    await new Promise<void>((resolve) => (socket.onopen = () => resolve()));
    const closed = new Promise<void>((resolve) => (socket.onclose = () => resolve()));
    socket.send(Uint8Array.from(bytes));
    if (bytes[0] === 9) socket.close();
    await closed;
  }
  bob.doc.transact(() => paragraph(bob.doc).insert(0, 'on'));
  using ann = provide(house, 'ann');
  await until('others go on', () => ann.text() === '<paragraph>on</paragraph>');
  bob.close();
});
