// Bun's own server: subscribe and publish as documented. Runs on Bun.
import { page } from './rooms.mjs';

const mode = process.argv[2];
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request, bun) {
    const rooms = (new URL(request.url).searchParams.get('rooms') ?? 'r0').split(',');
    return bun.upgrade(request, { data: { rooms } }) ? undefined : new Response('WebSocket only', { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    backpressureLimit: 64 * 1024 * 1024,
    open(ws) {
      for (const room of ws.data.rooms) if (room !== '') ws.subscribe(room);
      ws.send('joined');
    },
    message(ws, message) {
      if (mode === 'pages') return void ws.send(page(message));
      if (mode === 'ask') {
        const { id, text } = JSON.parse(message);
        return void ws.send(JSON.stringify({ id, reply: { length: text.length } }));
      }
      server.publish(mode === 'rooms' ? JSON.parse(message).room : ws.data.rooms[0], message);
    },
  },
});
console.log(JSON.stringify({ port: server.port }));
