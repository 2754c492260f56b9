// Socket.IO 4 as its documentation tunes it: WebSocket alone, no deflate.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { PAGE, roomsOf } from './rooms.mjs';

const server = createServer();
const [, , mode, recovery] = process.argv;
const io = new Server(server, {
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
  ...(recovery && { connectionStateRecovery: {} }),
});

io.on('connection', (socket) => {
  const [room] = roomsOf(socket.request.url);
  // Who was recovered is in its rooms.
  if (!socket.recovered) void socket.join(roomsOf(socket.request.url));
  // Its documentation on memory: the request is not needed any more.
  socket.conn.request = null;
  if (mode === 'rooms') socket.on('say', (message) => io.to(message.room).emit('said', message));
  else socket.on('say', (message) => io.to(room).emit('said', message));
  if (mode === 'pages') socket.on('ask', (_, answer) => answer({ text: PAGE }));
  else socket.on('ask', ({ text }, answer) => answer({ length: text.length }));
  socket.emit('joined');
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
