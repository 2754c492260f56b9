import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row } from '../row.ts';
import { SocketIoServer, SocketIoUser } from '../socketio.ts';
import { comes, exactlyOnce } from '../verdict.ts';

export const row: Row = {
  id: 'G',
  title: 'says something, and is cut as soon as that is on its way to the server',
  wanted: 'it takes effect, once',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    const gone = link.nextFromClient();
    const said = ada.lobby.emit('say', { text: 'just now' });
    await gone;
    link.cut();
    await said;
    return exactlyOnce(['just now'], ada.heard);
  },
  async socketio() {
    const got: string[] = [];
    await using server = await SocketIoServer.start((socket) => void socket.on('say', (text: string) => void got.push(text)));
    await using link = await Link.to(() => server.port);
    await using ada = await SocketIoUser.in(link.port);
    const gone = link.nextFromClient();
    ada.socket.emit('say', 'just now');
    await gone;
    link.cut();
    await comes(() => ada.recovered !== undefined);
    await comes(() => got.length > 0, 500);
    return exactlyOnce(['just now'], got);
  },
};
