import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { clientFrame, clientFrames, FrameReader, OPCODE } from './frames.ts';
import { openRaw } from './raw-client.ts';

/** A server's frame, unmasked. */
function serverFrame(payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([0x81, payload.length])
      : payload.length < 65_536
        ? Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255])
        : Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0]), uint32(payload.length)]);
  return Buffer.concat([head, payload]);
}
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Each read is given in memory that is overwritten at once, as the sockets' shared buffer is. */
function read(bytes: Buffer, cut: number): string[] {
  const found: string[] = [];
  const reader = new FrameReader((opcode, from, start, end) =>
    found.push(`${opcode}:${end - start}:${from.toString('latin1', start, Math.min(end, start + 8))}`),
  );
  for (let at = 0; at < bytes.length; at += cut) {
    const chunk = Buffer.from(bytes.subarray(at, at + cut));
    const shared = Buffer.alloc(chunk.length + 32, 0xff);
    chunk.copy(shared);
    reader.push(shared, chunk.length);
    shared.fill(0);
  }
  return found;
}

const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];
const stream = Buffer.concat(sizes.map((size) => serverFrame(Buffer.alloc(size, `payload of ${size} `))));
const whole = sizes.map((size) => `1:${size}:${Buffer.alloc(size, `payload of ${size} `).toString('latin1', 0, Math.min(size, 8))}`);

test.each([1, 2, 3, 7, 64, 1000, 65_536, stream.length])('[BN1] cut into reads of %i bytes, the frames are the same', (cut) => {
  expect(read(stream, cut)).toEqual(whole);
});

test('[BN2] what is sent is read by ws as it was meant, at every border', async () => {
  const server = createServer();
  const wss = new WebSocketServer({ server, maxPayload: 1024 * 1024 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const heard: Buffer[] = [];
  const pongs: string[] = [];
  const all = Promise.withResolvers<void>();
  const texts = sizes.map((size) => 'x'.repeat(size));
  wss.on('connection', (ws) => {
    ws.ping('still there?');
    const isAll = (): void => {
      if (heard.length + pongs.length === texts.length + 2) all.resolve();
    };
    ws.on('message', (data: Buffer) => {
      heard.push(data);
      isAll();
    });
    ws.on('pong', (data) => {
      pongs.push(data.toString());
      isAll();
    });
  });
  const client = await openRaw({ port: address.port, path: '/' }, { frame: () => undefined, close: () => undefined });
  client.write(clientFrames(texts));
  client.write(clientFrame(Buffer.from([1, 2, 3]), OPCODE.binary));
  await all.promise;
  expect(pongs).toEqual(['still there?']);
  expect(heard.map((data) => data.length)).toEqual([...sizes, 3]);
  expect(heard.slice(0, -1).every((data, index) => data.toString() === texts[index])).toBe(true);
  expect(heard.at(-1)).toEqual(Buffer.from([1, 2, 3]));
  client.cut();
  wss.close();
  server.close();
});
