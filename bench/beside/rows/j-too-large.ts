import { AtriumServer, AtriumUser } from '../hub.ts';
import type { Row } from '../row.ts';
import { SocketIoServer, SocketIoUser } from '../socketio.ts';
import { comes } from '../verdict.ts';

const LARGE = 'x'.repeat(1.2e6);

export const row: Row = {
  id: 'J',
  title: 'says something of 1.2 MB',
  wanted: 'it is done, or the sender is told why not; nothing else is harmed',
  async atrium() {
    await using server = await AtriumServer.start();
    await using ada = await AtriumUser.in(server.port);
    let connections = 0;
    ada.client.on('status', ({ state }) => state === 'open' && (connections += 1));
    const told = await ada.lobby.emit('say', { text: LARGE }).then(
      () => 'done',
      (error: { readonly kind?: string; readonly message: string }) => `${error.kind}: ${error.message}`,
    );
    await ada.lobby.emit('say', { text: 'and goes on' });
    const isTold = told === 'done' ? ada.heard.includes(LARGE) : !told.startsWith('undefined');
    const link = connections === 0 ? 'the connection stays' : `it had to connect again ${connections} times`;
    return { holds: isTold && connections === 0 && ada.heard.includes('and goes on'), what: `told “${told}”; ${link}` };
  },
  async socketio() {
    const got: string[] = [];
    await using server = await SocketIoServer.start((socket) => void socket.on('say', (text: string) => void got.push(text)));
    await using ada = await SocketIoUser.in(server.port);
    let why = '';
    ada.socket.on('disconnect', (reason) => (why = reason));
    ada.socket.emit('say', LARGE);
    await comes(() => why !== '' || got.length > 0);
    return { holds: got.length > 0, what: why === '' ? 'done' : `the connection is gone: “${why}”` };
  },
};
