import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { child } from '../child.ts';
import { AtriumUser, newFolder } from '../hub.ts';
import type { Row } from '../row.ts';
import { recoveredText, SocketIoUser } from '../socketio.ts';
import { both, comes, exactlyOnce } from '../verdict.ts';
import { Link } from '../link.ts';

export const row: Row = {
  id: 'E',
  title: 'is cut, misses something, and the server is killed and started again before it comes back',
  wanted: 'what was said before the kill arrives, and what is said after it',
  async atrium() {
    const folder = newFolder();
    let server = await child('atrium-server', folder, '0');
    let port = server.port;
    let isOut = false;
    try {
      await using link = await Link.to(() => (isOut ? 1 : port));
      await using ada = await AtriumUser.in(link.port);
      await using bob = await AtriumUser.in(server.port, 'bob');
      await bob.lobby.emit('say', { text: 'before' });
      await comes(() => ada.heard.length === 1);
      isOut = true;
      link.cut();
      await bob.lobby.emit('say', { text: 'missed' });
      await server.stop('SIGKILL');
      server = await child('atrium-server', folder, String(port));
      port = server.port;
      isOut = false;
      await bob.lobby.emit('say', { text: 'after' });
      await comes(() => ada.heard.length === 3, 12_000);
      return exactlyOnce(['before', 'missed', 'after'], ada.heard);
    } finally {
      await server.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
  async socketio() {
    let server = await child('socketio-server', '0');
    let port = server.port;
    let isOut = false;
    try {
      await using link = await Link.to(() => (isOut ? 1 : port));
      await using ada = await SocketIoUser.in(link.port);
      await using bob = await SocketIoUser.in(server.port);
      bob.socket.emit('say', 'before');
      await comes(() => ada.heard.length === 1 && bob.heard.length === 1);
      isOut = true;
      link.cut();
      bob.socket.emit('say', 'missed');
      await comes(() => bob.heard.length === 2);
      await server.stop('SIGKILL');
      server = await child('socketio-server', String(port));
      port = server.port;
      isOut = false;
      await comes(() => bob.recovered !== undefined && ada.recovered !== undefined, 12_000);
      bob.socket.emit('say', 'after');
      await comes(() => ada.heard.length === 3, 1_000);
      await sleep(100);
      return both(exactlyOnce(['before', 'missed', 'after'], ada.heard), { holds: true, what: recoveredText(ada) });
    } finally {
      await server.stop('SIGKILL');
    }
  },
};
