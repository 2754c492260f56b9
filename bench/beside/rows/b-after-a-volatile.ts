import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row } from '../row.ts';
import { recoveredText, SocketIoServer, SocketIoUser } from '../socketio.ts';
import { both, comes, exactlyOnce } from '../verdict.ts';

export const row: Row = {
  id: 'B',
  title: 'the last thing heard was ephemeral (somebody types); is cut, and comes back',
  wanted: 'what was said meanwhile arrives',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    await using bob = await AtriumUser.in(server.port, 'bob');
    let isTyping = false;
    ada.lobby.onSignal('typing', () => (isTyping = true));
    await server.say('before');
    await comes(() => ada.heard.length === 1 && bob.heard.length === 1);
    bob.lobby.signal('typing', { who: 'bob' });
    if (!(await comes(() => isTyping))) throw new Error('The signal did not come.');
    link.cut();
    await server.say('missed');
    await comes(() => ada.heard.length > 1);
    return exactlyOnce(['before', 'missed'], ada.heard);
  },
  async socketio() {
    await using server = await SocketIoServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await SocketIoUser.in(link.port);
    let isTyping = false;
    ada.socket.on('status', () => (isTyping = true));
    server.say('before');
    await comes(() => ada.heard.length === 1);
    server.io.to('lobby').volatile.emit('status', 'bob', 'typing');
    if (!(await comes(() => isTyping))) throw new Error('The volatile event did not come.');
    link.cut();
    await comes(() => server.io.sockets.sockets.size === 0);
    server.say('missed');
    await comes(() => ada.recovered !== undefined);
    await comes(() => ada.heard.length > 1, 500);
    return both(exactlyOnce(['before', 'missed'], ada.heard), { holds: true, what: recoveredText(ada) });
  },
};
