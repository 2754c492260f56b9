// Colyseus 0.16: a room without state that broadcasts what it is told. One connection is in one room.
import { createServer } from 'node:http';
import { Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';

class Bench extends Room {
  onCreate() {
    this.maxClients = Infinity;
    this.autoDispose = false;
    this.setPatchRate(null);
    this.onMessage('say', (_client, message) => this.broadcast('said', message));
    this.onMessage('ask', (client, { id, text }) => client.send('answer', { id, length: text.length }));
  }
}

const server = createServer();
// Its pings every 3 s are answered by clients that answer; what is measured here must not be cut for being busy.
const game = new Server({ server, greet: false, transport: new WebSocketTransport({ server, perMessageDeflate: false, pingInterval: 15_000 }) });
game.define('bench', Bench);
await game.listen(0, '127.0.0.1');
console.log(JSON.stringify({ port: server.address().port }));
