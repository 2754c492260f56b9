import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLOSE, SUBPROTOCOL } from '@atrium/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { expect, test } from 'vitest';
import { WebSocketTransport } from './websocket.ts';

test('[HS13] of who was expelled nothing more is looked at, not even what was read already; they are told why, and gone', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepting = new WebSocketServer({ noServer: true, allowSynchronousEvents: false });
  let received = 0;
  const ended = Promise.withResolvers<void>();
  server.on('upgrade', (request, socket, head) =>
    accepting.handleUpgrade(request, socket, head, (ws) => {
      const transport = new WebSocketTransport(ws, socket);
      transport.attach({
        received: () => {
          received += 1;
          if (received === 4) transport.expel(CLOSE.protocolViolated, 'unreadable frames');
        },
        pinged: () => true,
        broke: () => undefined,
        drained: () => undefined,
        ended: () => ended.resolve(),
      });
    }),
  );
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, [SUBPROTOCOL]);
  client.on('open', () => {
    for (let count = 0; count < 5_000; count++) client.send('{');
  });
  const [code, reason] = (await once(client, 'close')) as [number, Buffer];
  await ended.promise;
  expect([received, code, String(reason)]).toEqual([4, CLOSE.protocolViolated, 'unreadable frames']);
  server.close();
});
