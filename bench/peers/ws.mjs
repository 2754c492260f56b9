// Plain ws, as its documentation has it: a loop over the clients, one `send` each.
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { answer, page, Rooms, roomsOf } from './rooms.mjs';

const server = createServer();
const wss = new WebSocketServer({ server, perMessageDeflate: false });
const mode = process.argv[2];
const rooms = new Rooms();

wss.on('connection', (ws, request) => {
  ws.on('error', console.error);
  if (mode === 'pages') return void ws.on('message', (data) => ws.send(page(data)));
  if (mode === 'ask') return void ws.on('message', (data) => ws.send(answer(data)));
  const joined = roomsOf(request.url);
  rooms.add(ws, joined);
  ws.on('close', () => rooms.remove(ws, joined));
  if (mode === 'rooms') {
    ws.on('message', (data) => {
      const text = data.toString();
      for (const client of rooms.of(JSON.parse(text).room)) if (client.readyState === WebSocket.OPEN) client.send(text);
    });
  } else {
    ws.on('message', (data, isBinary) => {
      for (const client of wss.clients) if (client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary });
    });
  }
  ws.send('joined');
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
