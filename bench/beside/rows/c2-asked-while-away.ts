import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row } from '../row.ts';
import { recoveredText, SocketIoServer, SocketIoUser } from '../socketio.ts';
import { both, comes, exactlyOnce } from '../verdict.ts';

export const row: Row = {
  id: 'C2',
  title: 'the same, while the client is away',
  wanted: 'it arrives, and that it did is known',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    await server.say('before');
    await comes(() => ada.heard.length === 1);
    link.cut();
    await server.say('do you hear?');
    await comes(() => ada.heard.length === 2);
    // A client tells by what it says next that it stands behind it.
    await ada.lobby.emit('say', { text: `heard ${ada.heard.length}` });
    return exactlyOnce(['before', 'do you hear?', 'heard 2'], ada.heard);
  },
  async socketio() {
    await using server = await SocketIoServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await SocketIoUser.in(link.port);
    const asked = ada.answering();
    server.say('before');
    await comes(() => ada.heard.length === 1);
    link.cut();
    await comes(() => server.io.sockets.sockets.size === 0);
    const answers = server.io.to('lobby').timeout(2_000).emitWithAck('ask', 'do you hear?');
    await comes(() => ada.recovered !== undefined);
    const heard = await answers.then((all: unknown[]) => all.length, () => 0);
    await comes(() => asked.length > 0, 500);
    return both(exactlyOnce(['do you hear?'], asked), { holds: heard === 1, what: `${heard} of 1 acknowledged; ${recoveredText(ada)}` });
  },
};
