import { board } from '@atrium/kind-board';
import { chat } from '@atrium/kind-chat';
import { document } from '@atrium/kind-document';
import { directory, DIRECTORY } from '@atrium/kind-directory';
import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import { howTo } from './how-to.ts';
import { createWhole, statusOf } from './testing/whole.ts';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

type Whole = Awaited<ReturnType<typeof createWhole>>;

async function found(whole: Whole): Promise<string> {
  const token = /setup#([\w-]+)/.exec(whole.said())?.[1];
  const { cookie } = await whole.ask('POST', '/api/first-run', { body: { token, workspace: 'Harbour Works', name: 'Ada Lind', password: 'quiet harbour' } });
  return cookie;
}
async function join(whole: Whole, owner: string, name: string): Promise<{ readonly cookie: string; readonly id: string }> {
  const token = /join#([\w-]+)/.exec((await whole.ask('POST', '/api/invites', { cookie: owner, body: {} })).text)?.[1];
  const { cookie } = await whole.ask('POST', '/api/join', { body: { token, name, password: 'quiet harbour' } });
  return { cookie, id: /"id":"([\w-]+)"/.exec((await whole.ask('GET', '/api/me', { cookie })).text)?.[1] ?? '' };
}

test('[AP11] [AP20] the owner and who joins meet in the first room, and find it again after a restart', async () => {
  await using whole = await createWhole();
  const owner = await found(whole);
  const room = (await whole.house().facts.get('first-run-room')) ?? '';
  const ada = whole.connect(owner);
  const general = await ada.join(chat, room);
  expect(general.view?.messages.map(({ text }) => text)).toEqual(howTo('Harbour Works'));
  expect(general.view?.pins).toEqual([1]);
  const added = new Promise<string>((resolve) => general.on('memberAdded', ({ id }) => resolve(id)));
  const mira = await join(whole, owner, 'Mira Okafor');
  expect(await added).toBe(mira.id);

  const heard = new Promise<string>((resolve) => general.on('posted', ({ text }) => resolve(text)));
  const hers = await whole.connect(mira.cookie).join(chat, room);
  expect(await hers.emit('post', { text: 'Hello from the slip' })).toEqual({ ordinal: 4 });
  expect(await heard).toBe('Hello from the slip');

  await whole.restart();
  expect(whole.said()).not.toContain('setup');
  const again = await whole.connect(mira.cookie).join(chat, room);
  expect(again.view?.messages.at(-1)).toMatchObject({ author: mira.id, text: 'Hello from the slip' });
});

test('[AP34] [AP42] ending a session or closing an account ends live connections for good', async () => {
  await using whole = await createWhole();
  const owner = await found(whole);
  const [mira, jonas] = [await join(whole, owner, 'Mira'), await join(whole, owner, 'Jonas')];
  const [hers, his] = [whole.connect(mira.cookie), whole.connect(jonas.cookie)];
  await Promise.all([hers, his].map((client) => statusOf(client, ({ state }) => state === 'open')));
  await whole.ask('POST', '/api/sign-out', { cookie: mira.cookie });
  await statusOf(hers, ({ state }) => state === 'rejected');
  await whole.ask('PATCH', `/api/people/${jonas.id}`, { cookie: owner, body: { active: false } });
  await statusOf(his, ({ state }) => state === 'rejected');
  const late = whole.connect(mira.cookie);
  expect((await statusOf(late, ({ state }) => state === 'rejected')).error).toMatchObject({ kind: 'unauthorised', message: 'Sign in first.' });
});

test('[AP42] [AP50] after a new role the same client speaks under it', async () => {
  await using whole = await createWhole();
  const owner = await found(whole);
  const mira = await join(whole, owner, 'Mira');
  const client = whole.connect(mira.cookie);
  expect((await statusOf(client, ({ state }) => state === 'open')).identity).toMatchObject({ id: mira.id, name: 'Mira', role: 'member' });
  await whole.ask('PATCH', `/api/people/${mira.id}`, { cookie: owner, body: { role: 'admin' } });
  await statusOf(client, ({ state, identity }) => state === 'open' && identity?.role === 'admin');
});

test('[AP22] who takes another name signs in under it', async () => {
  await using whole = await createWhole();
  const owner = await found(whole);
  const mira = await join(whole, owner, 'Mira');
  const followed = Promise.withResolvers<void>();
  const { accounts } = whole.house();
  const rename = accounts.rename.bind(accounts);
  accounts.rename = async (id, name) => rename(id, name).then(followed.resolve);
  await whole.connect(mira.cookie).emit(directory, DIRECTORY, 'rename', { id: mira.id, name: 'Mira Okafor' });
  await followed.promise;
  const signIn = async (name: string) => (await whole.ask('POST', '/api/sign-in', { body: { name, password: 'quiet harbour' } })).status;
  expect([await signIn('mira okafor'), await signIn('Mira')]).toEqual([200, 401]);
});

test('[AP12] [AP41] the directory refuses nothing that the app decided', async () => {
  await using whole = await createWhole();
  const owner = await found(whole);
  const [mira, jonas] = [await join(whole, owner, 'Mira'), await join(whole, owner, 'Jonas')];
  const change = async (cookie: string, id: string, body: object) => (await whole.ask('PATCH', `/api/people/${id}`, { cookie, body })).status;
  expect(await change(owner, mira.id, { role: 'owner' })).toBe(200);
  expect(await change(mira.cookie, jonas.id, { role: 'admin' })).toBe(200);
  expect(await change(jonas.cookie, mira.id, { role: 'member' })).toBe(404);
  expect(await change(owner, mira.id, { role: 'member' })).toBe(200);
  expect(await change(owner, mira.id, { active: false })).toBe(200);
  expect(await change(owner, mira.id, { active: true })).toBe(200);
});

test('[AP77] a board is fed by a key’s address alone, and whoever runs it makes and takes back keys', async () => {
  await using whole = await createWhole();
  const owner = await found(whole);
  const mira = await join(whole, owner, 'Mira Okafor');
  const room = (await whole.house().facts.get('first-run-room')) ?? '';
  const keys = `/api/rooms/${room}/board-keys`;
  const none = await whole.ask('POST', keys, { cookie: owner, body: { label: 'Gauge' } });
  expect(none.status).toBe(404);
  await whole.connect(owner).emit(chat, room, 'placeTable', { kind: 'board' });
  const ada = await whole.connect(owner).join(board, room);
  const [made, label] = [
    await whole.ask('POST', keys, { cookie: owner, body: { label: 'Gauge' } }),
    await whole.ask('POST', keys, { cookie: owner, body: { label: ' ' } }),
  ];
  expect([made.status, label.status]).toEqual([201, 400]);
  const { url } = JSON.parse(made.text) as { readonly url: string };
  const feed = (body: string, at = url, headers: Readonly<Record<string, string>> = {}) =>
    fetch(at.replace(/^http:\/\/[^/]+/, whole.origin()), { method: 'POST', body, headers });
  const answer = await feed('{"thing":"gauge","height":1.4}', url, { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://elsewhere.test' });
  expect([answer.status, await answer.json()]).toEqual([200, { added: 1 }]);
  await until(() => ada.stateOf('things').get('gauge')?.fields['height']?.[0] === 1.4);
  expect((await feed('height=1')).status).toBe(400);
  expect((await feed(`{"thing":"gauge","note":"${'x'.repeat(600_000)}"}`)).status).toBe(413);
  expect((await feed('{"thing":"gauge","height":2}', `${url.slice(0, -3)}xyz`)).status).toBe(404);
  // A person's cookie opens nothing there, and a key nothing elsewhere.
  expect((await feed('{"thing":"gauge","height":2}', `${whole.origin()}/feed/${'x'.repeat(43)}`, { cookie: owner })).status).toBe(404);
  const token = url.split('/').at(-1) ?? '';
  expect((await whole.ask('GET', '/api/invites', { cookie: `atrium_session=${token}` })).status).toBe(401);
  for (const [method, path] of [
    ['GET', keys],
    ['POST', keys],
    ['DELETE', `${keys}/x`],
  ] as const)
    expect((await whole.ask(method, path, { cookie: mira.cookie, ...(method === 'POST' && { body: { label: 'Mine' } }) })).status).toBe(404);
  const listed = await whole.ask('GET', keys, { cookie: owner });
  const [key] = (JSON.parse(listed.text) as { readonly keys: readonly { readonly id: string; readonly label: string; readonly usedAt: number | null }[] }).keys;
  expect(key).toMatchObject({ label: 'Gauge', usedAt: expect.any(Number) });
  expect(listed.text).not.toContain(token);
  const many = await Promise.all(Array.from({ length: 90 }, (_, n) => feed(`{"thing":"gauge","height":${n}}`)));
  expect(many.filter(({ status }) => status === 429).length).toBeGreaterThan(10);
  expect((await whole.ask('DELETE', `${keys}/${key?.id}`, { cookie: owner })).status).toBe(200);
  expect((await feed('{"thing":"gauge","height":3}')).status).toBe(404);
});

test('[AP76] where it is on, y-websocket’s provider opens a document with a session’s token; where it is not, nothing is there', async () => {
  await using whole = await createWhole({ ATRIUM_YJS: 'on' });
  const owner = await found(whole);
  const room = (await whole.house().facts.get('first-run-room')) ?? '';
  await whole.connect(owner).emit(chat, room, 'placeTable', { kind: 'document' });
  const doc = new Y.Doc();
  const provide = (base: string, token: string) =>
    new WebsocketProvider(`${base.replace('http', 'ws')}/yjs`, room, doc, { params: { token }, disableBc: true });
  const provider = provide(whole.origin(), owner.replace('atrium_session=', ''));
  try {
    await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
    const ada = await whole.connect(owner).join(document, room);
    const told = new Promise<unknown>((resolve) => ada.on('updated', resolve));
    doc.getXmlFragment('default').insert(0, [new Y.XmlElement('paragraph')]);
    expect(await told).toMatchObject({ by: ada.view?.edited?.by });
  } finally {
    provider.destroy();
  }
  await using without = await createWhole();
  const nowhere = provide(without.origin(), 'x');
  await new Promise<void>((resolve) => nowhere.once('connection-error', () => resolve()));
  nowhere.destroy();
  doc.destroy();
});

test('[AP75] where it is on, a Socket.IO client signs in with its session’s token and meets the people; where it is not, nothing is there', async () => {
  await using whole = await createWhole({ ATRIUM_SOCKETIO: 'on' });
  const owner = await found(whole);
  const room = (await whole.house().facts.get('first-run-room')) ?? '';
  const ada = await whole.connect(owner).join(chat, room);
  const mira = await join(whole, owner, 'Mira Okafor');
  const socket = io(whole.origin(), { auth: { token: mira.cookie.replace('atrium_session=', '') } });
  try {
    expect(await socket.emitWithAck('join', `chat/${room}`)).toMatchObject({ ok: true, view: { room: { name: 'general' } } });
    const heard = new Promise<unknown>((resolve) => ada.on('posted', (message) => resolve(message)));
    expect(await socket.emitWithAck('command', `chat/${room}`, 'post', { text: 'By Socket.IO' }, { id: 'm-1' })).toEqual({ ok: true, reply: { ordinal: 4 } });
    expect(await heard).toMatchObject({ text: 'By Socket.IO', author: mira.id });
    const told = new Promise<unknown>((resolve) => socket.once('event', (...args: unknown[]) => resolve(args)));
    await ada.emit('post', { text: 'And back' });
    expect(await told).toMatchObject([`chat/${room}`, { name: 'posted', data: { text: 'And back' } }]);
    // The hub's own WebSocket is not disturbed by its neighbour.
    await whole.ask('POST', '/api/sign-out', { cookie: mira.cookie });
    await new Promise<void>((resolve) => void (socket.connected ? socket.once('disconnect', () => resolve()) : resolve()));
    const refused = new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    socket.connect();
    expect((await refused) as Error & { data?: unknown }).toMatchObject({ data: { kind: 'unauthorised' } });
  } finally {
    socket.disconnect();
  }
  await using without = await createWhole();
  expect((await without.ask('GET', '/socket.io/?EIO=4&transport=polling')).status).toBe(404);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
