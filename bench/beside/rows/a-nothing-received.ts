import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row } from '../row.ts';
import { recoveredText, SocketIoServer, SocketIoUser } from '../socketio.ts';
import { both, comes, exactlyOnce } from '../verdict.ts';

export const row: Row = {
  id: 'A',
  title: 'joins, is cut before anything was ever said, and comes back',
  wanted: 'what was said meanwhile arrives',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    link.cut();
    await server.say('missed');
    await comes(() => ada.heard.length > 0);
    return exactlyOnce(['missed'], ada.heard);
  },
  async socketio() {
    await using server = await SocketIoServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await SocketIoUser.in(link.port);
    link.cut();
    await comes(() => server.io.sockets.sockets.size === 0);
    server.say('missed');
    await comes(() => ada.recovered !== undefined);
    await comes(() => ada.heard.length > 0, 500);
    return both(exactlyOnce(['missed'], ada.heard), { holds: true, what: recoveredText(ada) });
  },
};
