// Not a peer: writes prebuilt bytes as fast as they are taken, many messages a write. What the generator counts of it is what the generator can.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { messageText } from '../load/message.ts';

const server = createServer();
const wss = new WebSocketServer({ server, perMessageDeflate: false });
const [perFrame, framesPerWrite] = process.argv.slice(2).map(Number);
const message = messageText({ publisher: 0, room: 0, sequence: 0, at: 0 }, false);
const text = perFrame === 1 ? message : `[${Array.from({ length: perFrame }, () => message).join(',')}]`;
const head = text.length < 65536 ? 4 : 10;
const frame = Buffer.alloc(head + text.length);
frame[0] = 0x81;
frame[1] = head === 4 ? 126 : 127;
if (head === 4) frame.writeUInt16BE(text.length, 2);
else frame.writeBigUInt64BE(BigInt(text.length), 2);
frame.write(text, head);
const bytes = Buffer.concat(Array.from({ length: framesPerWrite }, () => frame));

wss.on('connection', (ws) => {
  const socket = ws._socket;
  const fill = () => {
    while (socket.writable && socket.write(bytes));
  };
  socket.on('drain', fill);
  ws.on('error', () => undefined);
  ws.send('joined');
  ws.once('message', fill);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
