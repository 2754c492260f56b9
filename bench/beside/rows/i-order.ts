import { setTimeout as sleep } from 'node:timers/promises';
import { AtriumServer, AtriumUser } from '../hub.ts';
import type { Row } from '../row.ts';
import { SocketIoServer, SocketIoUser } from '../socketio.ts';
import { comes, exactlyOnce } from '../verdict.ts';

const SLOW_MS = 100;
const WANTED = ['slow 1', 'fast 2'];

export const row: Row = {
  id: 'I',
  title: 'what is looked up before the first command takes longer than what is looked up before the second',
  wanted: 'they take effect in the order in which they were given',
  async atrium() {
    await using server = await AtriumServer.start();
    server.late.slowMs = SLOW_MS;
    await using ada = await AtriumUser.in(server.port);
    await Promise.all(WANTED.map((text) => ada.lobby.emit('say', { text })));
    return exactlyOnce(WANTED, ada.heard);
  },
  async socketio() {
    const got: string[] = [];
    await using server = await SocketIoServer.start((socket) => {
      socket.use(async ([, text], next) => {
        await sleep(String(text).startsWith('slow') ? SLOW_MS : 0);
        next();
      });
      socket.on('say', (text: string) => void got.push(text));
    });
    await using ada = await SocketIoUser.in(server.port);
    for (const text of WANTED) ada.socket.emit('say', text);
    await comes(() => got.length === 2);
    return exactlyOnce(WANTED, got);
  },
};
