import { setTimeout as sleep } from 'node:timers/promises';
import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row, Seen } from '../row.ts';
import { recoveredText, SocketIoServer, SocketIoUser } from '../socketio.ts';
import { both, comes, exactlyOnce } from '../verdict.ts';

const ghosts = (connections: number): Seen => ({
  holds: connections === 1,
  what: connections === 1 ? 'one connection is left' : `${connections} connections of one person are left`,
});

export const row: Row = {
  id: 'F',
  title: 'a phone changes networks: its side is gone, the server is not told, and it comes back',
  wanted: 'what was said meanwhile arrives, and nobody is in the room twice',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    await server.say('before');
    await comes(() => ada.heard.length === 1);
    link.halfOpen();
    await server.say('missed');
    await comes(() => ada.heard.length > 1);
    await comes(() => server.hub.stats()['connections'] === 1, 1_000);
    return both(exactlyOnce(['before', 'missed'], ada.heard), ghosts(server.hub.stats()['connections'] ?? 0));
  },
  async socketio() {
    await using server = await SocketIoServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await SocketIoUser.in(link.port);
    server.say('before');
    await comes(() => ada.heard.length === 1);
    link.halfOpen();
    await sleep(50);
    server.say('missed');
    await comes(() => ada.recovered !== undefined);
    await comes(() => ada.heard.length > 1, 500);
    const { length } = await server.io.in('lobby').fetchSockets();
    return both(both(exactlyOnce(['before', 'missed'], ada.heard), ghosts(length)), { holds: true, what: recoveredText(ada) });
  },
};
