// ws with batching by hand: what comes in one turn of the loop is encoded into one frame, and the same buffer is written to each socket.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { frameOf } from './frame-of.mjs';
import { answer, Rooms, roomsOf } from './rooms.mjs';

const server = createServer();
const wss = new WebSocketServer({ server, perMessageDeflate: false });
const mode = process.argv[2];
const rooms = new Rooms();
/** Texts of this turn, by room. */
let waiting = new Map();

function say(room, text) {
  if (waiting.size === 0) setImmediate(flush);
  const texts = waiting.get(room);
  if (texts) texts.push(text);
  else waiting.set(room, [text]);
}

function flush() {
  const all = waiting;
  waiting = new Map();
  if (all.size === 1) {
    const [[room, texts]] = all;
    const frame = frameOf(`[${texts.join(',')}]`);
    for (const ws of rooms.of(room)) ws._socket.write(frame);
    return;
  }
  // A socket in several rooms gets its frames in one write.
  const corked = new Set();
  for (const [room, texts] of all) {
    const frame = frameOf(`[${texts.join(',')}]`);
    for (const { _socket: socket } of rooms.of(room)) {
      if (!corked.has(socket)) {
        corked.add(socket);
        socket.cork();
      }
      socket.write(frame);
    }
  }
  for (const socket of corked) socket.uncork();
}

let answers = new Map();
/** Answers of one turn leave in one write. */
function answerSoon(ws, text) {
  if (answers.size === 0)
    setImmediate(() => {
      const all = answers;
      answers = new Map();
      for (const [to, texts] of all) to._socket.write(Buffer.concat(texts.map(frameOf)));
    });
  const texts = answers.get(ws);
  if (texts) texts.push(text);
  else answers.set(ws, [text]);
}

wss.on('connection', (ws, request) => {
  ws.on('error', console.error);
  if (mode === 'ask') return void ws.on('message', (data) => answerSoon(ws, answer(data)));
  const joined = roomsOf(request.url);
  rooms.add(ws, joined);
  ws.on('close', () => rooms.remove(ws, joined));
  ws.on('message', (data) => {
    const text = data.toString();
    say(mode === 'rooms' ? JSON.parse(text).room : joined[0], text);
  });
  ws.send('joined');
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
