// µWebSockets.js: subscribe and publish as documented ('plain'), and with publishing put off to the end of the turn ('tuned'), which keeps it
// from sending one by one when a room gets more than 32 messages in a turn. Runs on the Node that its prebuilt binary fits.
import { createRequire } from 'node:module';

const { App, us_listen_socket_close, us_socket_local_port } = createRequire(import.meta.url)('@trufflesuite/uws-js-unofficial');
const mode = process.argv[2];
const tuned = process.argv[3] === 'tuned';
const decoder = new TextDecoder();
const app = App();
let waiting = [];

function publishSoon(room, text) {
  if (waiting.length === 0)
    setImmediate(() => {
      const all = waiting;
      waiting = [];
      for (const message of all) app.publish(message.room, message.text, false);
    });
  waiting.push({ room, text });
}

app.ws('/*', {
  maxBackpressure: 64 * 1024 * 1024,
  idleTimeout: 120,
  upgrade(response, request, context) {
    const rooms = (new URLSearchParams(request.getQuery()).get('rooms') ?? 'r0').split(',');
    response.upgrade(
      { rooms },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context,
    );
  },
  open(ws) {
    for (const room of ws.rooms) if (room !== '') ws.subscribe(room);
    ws.send('joined');
  },
  message(ws, message, isBinary) {
    if (mode === 'ask') {
      const { id, text } = JSON.parse(decoder.decode(message));
      return void ws.send(JSON.stringify({ id, reply: { length: text.length } }));
    }
    if (mode === 'rooms' || tuned) {
      const text = decoder.decode(message);
      const room = mode === 'rooms' ? JSON.parse(text).room : ws.rooms[0];
      return void (tuned ? publishSoon(room, text) : app.publish(room, text, false));
    }
    app.publish(ws.rooms[0], message, isBinary);
  },
});
app.listen('127.0.0.1', 0, (listening) => {
  if (!listening) process.exit(1);
  console.log(JSON.stringify({ port: us_socket_local_port(listening) }));
  process.on('SIGTERM', () => us_listen_socket_close(listening));
});
