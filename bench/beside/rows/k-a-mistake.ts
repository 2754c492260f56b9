import { rmSync } from 'node:fs';
import { child } from '../child.ts';
import { AtriumUser, newFolder } from '../hub.ts';
import type { Row, Seen } from '../row.ts';
import { SocketIoUser } from '../socketio.ts';
import { comes } from '../verdict.ts';

const judge = (told: string, isTold: boolean, goesOn: boolean): Seen => ({
  holds: isTold && goesOn,
  what: `told “${told}”; ${goesOn ? 'the server goes on' : 'the server is gone, with everybody’s connection'}`,
});

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
      return judge(told, told === 'internal', server.ended() === undefined && isHeard);
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
      const told = await ada.socket.timeout(1_500).emitWithAck('boom').then(
        () => 'done',
        (error: Error) => error.message,
      );
      bob.socket.emit('say', 'and goes on');
      const isHeard = await comes(() => bob.heard.includes('and goes on'), 500);
      return judge(told, told !== 'done' && told !== 'operation has timed out', server.ended() === undefined && isHeard);
    } finally {
      await server.stop('SIGKILL');
    }
  },
};
