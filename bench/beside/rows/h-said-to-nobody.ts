import { setTimeout as sleep } from 'node:timers/promises';
import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row } from '../row.ts';
import { SocketIoServer, SocketIoUser } from '../socketio.ts';
import { comes, exactlyOnce } from '../verdict.ts';

const WANTED = ['one', 'two'];

export const row: Row = {
  id: 'H',
  title: 'says two things into a connection that is dead and does not know it, and comes back',
  wanted: 'both take effect, once, in order',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    link.blind();
    const said = WANTED.map((text) => ada.lobby.emit('say', { text }));
    await sleep(100);
    link.cut();
    await Promise.all(said);
    return exactlyOnce(WANTED, ada.heard);
  },
  async socketio() {
    const got: string[] = [];
    await using server = await SocketIoServer.start((socket) => void socket.on('say', (text: string) => void got.push(text)));
    await using link = await Link.to(() => server.port);
    await using ada = await SocketIoUser.in(link.port);
    link.blind();
    for (const text of WANTED) ada.socket.emit('say', text);
    await sleep(100);
    link.cut();
    await comes(() => ada.recovered !== undefined);
    await comes(() => got.length >= 2, 500);
    return exactlyOnce(WANTED, got);
  },
};
