import { setTimeout as sleep } from 'node:timers/promises';
import { AtriumServer, AtriumUser } from '../hub.ts';
import { Link } from '../link.ts';
import type { Row, Seen } from '../row.ts';
import { SocketIoServer, SocketIoUser } from '../socketio.ts';
import { both, comes, exactlyOnce } from '../verdict.ts';

/** Milliseconds that the server takes, and after which the client loses patience. */
const TAKES_MS = 400;
const PATIENCE_MS = 150;

export const row: Row = {
  id: 'D',
  title: 'the server takes 400 ms; the client loses patience or its connection after 150 ms, and tries again',
  wanted: 'one effect, and the client is told that it is done',
  async atrium() {
    await using server = await AtriumServer.start();
    await using link = await Link.to(() => server.port);
    await using ada = await AtriumUser.in(link.port);
    server.late.commitMs = TAKES_MS;
    let told: Seen = { holds: false, what: 'told nothing' };
    const said = ada.lobby.emit('say', { text: 'once' }).then(
      () => (told = { holds: true, what: 'told that it is done' }),
      (error: Error) => (told = { holds: false, what: `told “${error.message}”` }),
    );
    for (let tries = 0; tries < 3; tries++) {
      await sleep(PATIENCE_MS);
      link.cut();
    }
    await Promise.race([said, sleep(10_000)]);
    await comes(() => ada.heard.length > 0);
    return both(exactlyOnce(['once'], ada.heard), told);
  },
  async socketio() {
    const done: string[] = [];
    await using server = await SocketIoServer.start((socket) => {
      socket.on('say', async (text: string, answer: () => void) => {
        done.push(text);
        await sleep(TAKES_MS);
        answer();
      });
    });
    await using ada = await SocketIoUser.in(server.port, { retries: 3, ackTimeout: PATIENCE_MS });
    const told = await new Promise<Seen>((resolve) => {
      ada.socket.emit('say', 'once', (error: Error | null) =>
        resolve(error ? { holds: false, what: `told “${error.message}”` } : { holds: true, what: 'told that it is done' }),
      );
    });
    await sleep(TAKES_MS + PATIENCE_MS);
    return both(exactlyOnce(['once'], done), told);
  },
};
