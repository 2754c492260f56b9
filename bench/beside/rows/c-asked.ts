import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row } from '../row.ts';
import { SocketIoServer, SocketIoUser } from '../socketio.ts';
import { both, comes, exactlyOnce } from '../verdict.ts';

export const row: Row = {
  id: 'C',
  title: 'the server says something and wants to know that it was received',
  wanted: 'it arrives, and that it did is known',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    await server.say('do you hear?');
    await comes(() => ada.heard.length > 0);
    // A client tells by what it says next that it stands behind it.
    await ada.lobby.emit('say', { text: `heard ${ada.heard.length}` });
    return exactlyOnce(['do you hear?', 'heard 1'], ada.heard);
  },
  async socketio() {
    await using server = await SocketIoServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await SocketIoUser.in(link.port);
    const asked = ada.answering();
    const heard = await server.io.to('lobby').timeout(2_000).emitWithAck('ask', 'do you hear?').then((all: unknown[]) => all.length, () => 0);
    return both(exactlyOnce(['do you hear?'], asked), { holds: heard === 1, what: `${heard} of 1 acknowledged` });
  },
};
