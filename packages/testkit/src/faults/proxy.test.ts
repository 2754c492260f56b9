import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Link, Proxy } from './proxy.ts';

const HANDSHAKE = 'GET /live?as=ann HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n';
const far: Socket[] = [];
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  far.push(socket);
});
let proxy: Proxy;
let near: Socket;

/** Without minding the error that a reset is. */
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => void socket.once('close', () => resolve()));

async function through(): Promise<{ readonly near: Socket; readonly far: Socket; readonly link: Link }> {
  const port = await proxy.listen();
  near = connect(port, '127.0.0.1');
  near.on('error', () => undefined);
  const arrived = once(server, 'connection');
  near.write(HANDSHAKE);
  const [socket] = (await arrived) as [Socket];
  await once(socket, 'data');
  const [link] = proxy.links;
  if (!link) throw new Error('there is no link');
  return { near, far: socket, link };
}

beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  proxy = new Proxy(() => (address !== null && typeof address !== 'string' ? address.port : 0));
});
afterEach(async () => {
  near.destroy();
  proxy.close();
  for (const socket of far.splice(0)) socket.destroy();
  server.close();
  await once(server, 'close');
});

test('[FC19] what goes in comes out, both ways, and a connection is known by who asked', async () => {
  const both = await through();
  both.near.write('up');
  expect(String((await once(both.far, 'data'))[0])).toBe('up');
  both.far.write('d'.repeat(700));
  await once(both.near, 'data');
  expect(both.link.who).toBe('ann');
  expect(proxy.established).toEqual([both.link]);
});

test('[FC19] a cut ends both sides', async () => {
  const both = await through();
  const ends = Promise.all([closed(both.near), closed(both.far)]);
  both.link.cut();
  await ends;
  expect(proxy.links.size).toBe(0);
});

test('[FC19] what comes while it is frozen comes later, in order', async () => {
  const both = await through();
  const texts: string[] = [];
  both.far.on('data', (chunk: Buffer) => texts.push(String(chunk)));
  both.link.freeze(30);
  both.near.write('one ');
  both.near.write('two ');
  while (texts.join('') !== 'one two ') await once(both.far, 'data');
  expect(texts.join('')).toBe('one two ');
});

test('[FC19] a half-open connection takes everything and passes nothing on, until it is forgotten', async () => {
  const both = await through();
  const heard: string[] = [];
  both.far.on('data', (chunk: Buffer) => heard.push(String(chunk)));
  const over = closed(both.far);
  both.link.halfOpen(30);
  both.near.write('into the void');
  expect(proxy.established).toEqual([]);
  await over;
  expect(heard).toEqual([]);
});

test('[FC19] when one side goes, what was on its way is lost and the other side goes too', async () => {
  const both = await through();
  const over = closed(both.far);
  both.near.resetAndDestroy();
  await over;
  expect(proxy.links.size).toBe(0);
});
