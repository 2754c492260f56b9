import { rmSync } from 'node:fs';
import { child } from '../child.ts';
import { AtriumUser, newFolder } from '../hub.ts';
import type { Row } from '../row.ts';
import { SocketIoUser } from '../socketio.ts';
import { comes } from '../verdict.ts';

export const row: Row = {
  id: 'K',
  title: 'a handler throws',
  wanted: 'whoever asked is told, and the server goes on for all others',
  async atrium() {
    const folder = newFolder();
    const server = await child('atrium-server', folder, '0');
    try {
      await using ada = await AtriumUser.in(server.port);
      await using bob = await AtriumUser.in(server.port, 'bob');
      const told = await ada.lobby.emit('boom', {}).then(
        () => 'done',
        (error: { readonly kind?: string }) => error.kind ?? 'nothing',
      );
      await bob.lobby.emit('say', { text: 'and goes on' });
      const isHeard = await comes(() => ada.heard.includes('and goes on'));
      return { holds: told === 'internal' && isHeard && server.ended() === undefined, what: `told “${told}”; the server goes on` };
    } finally {
      await server.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
  async socketio() {
    const server = await child('socketio-server', '0');
    try {
      await using ada = await SocketIoUser.in(server.port);
      await using bob = await SocketIoUser.in(server.port, { reconnection: false });
      ada.socket.emit('boom');
      await comes(() => server.ended() !== undefined, 1_500);
      const isOver = server.ended() !== undefined;
      bob.socket.emit('say', 'and goes on');
      const isHeard = await comes(() => bob.heard.includes('and goes on'), 500);
      return { holds: !isOver && isHeard, what: isOver ? 'the server’s process is gone, with everybody’s connection' : 'the server goes on; nobody is told' };
    } finally {
      await server.stop('SIGKILL');
    }
  },
};
