import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { answerHeld } from './held.ts';

answerHeld();
// `socketio-server.ts PORT`
const http = createServer();
const io = new Server(http, { connectionStateRecovery: {} });
io.on('connection', (socket) => {
  if (!socket.recovered) void socket.join('lobby');
  socket.on('say', (text: string) => void io.to('lobby').emit('said', text));
  socket.on('burst', ({ count, bytes }: { readonly count: number; readonly bytes: number }, done: () => void) => {
    for (let at = 0; at < count; at++) io.to('lobby').emit('said', String(at).padEnd(bytes, 'x'));
    done();
  });
  // oxlint-disable-next-line require-await -- a handler as people write them
  socket.on('boom', async () => {
    throw new Error('a mistake in a handler');
  });
});
http.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(JSON.stringify({ port: (http.address() as AddressInfo).port })));
