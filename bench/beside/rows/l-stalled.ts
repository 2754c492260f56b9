import { rmSync } from 'node:fs';
import { child } from '../child.ts';
import { heldBy } from '../held.ts';
import { AtriumUser, newFolder } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row, Scale, Seen } from '../row.ts';
import { SocketIoUser } from '../socketio.ts';
import { comes } from '../verdict.ts';

const MB = 1024 * 1024;
const BYTES = 2_000;
const PER_BURST = 500;
/** Bursts that all read, before anything is looked at. */
const WARM = 40;
const burstsOf = ({ quick }: Scale): number => (quick ? 40 : 200);
/** What the server may hold for who does not read, however much is said. */
const LIMIT = 5 * MB;

function judge(said: number, of: { readonly before: number; readonly after: number; readonly got: number; readonly wanted: number }): Seen {
  const grown = Math.max(0, of.after - of.before);
  return {
    holds: grown < LIMIT && of.got === of.wanted,
    what: `${(grown / MB).toFixed(1)} MB held for ${Math.round(said / MB)} MB said; ${of.got === of.wanted ? 'all of it arrives in the end' : `${of.wanted - of.got} of ${of.wanted} never arrive`}`,
  };
}

export const row: Row = {
  id: 'L',
  title: 'one in the room takes nothing while 200 MB are said (in the quick form 40), and then goes on',
  wanted: 'the server holds less than 5 MB for that, and it all arrives in the end',
  async atrium(scale) {
    const folder = newFolder();
    const server = await child('atrium-server', folder, '0');
    try {
      await using link = await Link.to(() => server.port);
      await using ada = await AtriumUser.in(link.port);
      await using bob = await AtriumUser.in(server.port, 'bob');
      const say = (): Promise<unknown> => bob.lobby.emit('burst', { count: PER_BURST, bytes: BYTES });
      for (let at = 0; at < WARM; at++) await say();
      await comes(() => ada.heard.length === WARM * PER_BURST, 30_000);
      const before = await heldBy(server.pid);
      link.stall();
      const bursts = burstsOf(scale);
      for (let at = 0; at < bursts; at++) await say();
      const after = await heldBy(server.pid);
      link.unstall();
      const wanted = (WARM + bursts) * PER_BURST;
      await comes(() => ada.heard.length >= wanted, 60_000);
      return judge(bursts * PER_BURST * BYTES, { before, after, got: ada.heard.length, wanted });
    } finally {
      await server.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
  async socketio(scale) {
    const server = await child('socketio-server', '0');
    try {
      await using link = await Link.to(() => server.port);
      await using ada = await SocketIoUser.in(link.port);
      await using bob = await SocketIoUser.in(server.port);
      const say = (): Promise<unknown> => bob.socket.emitWithAck('burst', { count: PER_BURST, bytes: BYTES });
      for (let at = 0; at < WARM; at++) await say();
      await comes(() => ada.heard.length === WARM * PER_BURST, 30_000);
      const before = await heldBy(server.pid);
      link.stall();
      const bursts = burstsOf(scale);
      for (let at = 0; at < bursts; at++) await say();
      const after = await heldBy(server.pid);
      link.unstall();
      const wanted = (WARM + bursts) * PER_BURST;
      await comes(() => ada.heard.length >= wanted, 60_000);
      return judge(bursts * PER_BURST * BYTES, { before, after, got: ada.heard.length, wanted });
    } finally {
      await server.stop('SIGKILL');
    }
  },
};
