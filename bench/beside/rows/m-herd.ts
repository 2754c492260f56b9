import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@atrium/client';
import { io } from 'socket.io-client';
import { quantile } from '../../lib/statistics.ts';
import type { Row, Seen } from '../row.ts';

/** Time runs so much faster for both: their own rules of how long to wait, a hundredth of each. */
const FASTER = 100;
const CLIENTS = 20;
const FROM_ATTEMPT = 5;
const ATTEMPTS = 8;
/** Nothing listens there. */
const NOWHERE = 1;
/** Of the longest wait: between the first and the last tenth of all waits it has to be this much at least. */
const SPREAD = 0.4;

/** `waits`: of all clients, from the fifth try on, in milliseconds of their own time. */
function judge(waits: readonly number[]): Seen {
  const [low, high] = [quantile(waits, 0.1), quantile(waits, 0.9)];
  const spread = (high - low) / high;
  return { holds: spread >= SPREAD, what: `eight of ten tries from the fifth on come ${(low / 1000).toFixed(1)} to ${(high / 1000).toFixed(1)} s after the one before` };
}

const waitsOf = (times: readonly number[]): number[] =>
  times.slice(1).map((time, at) => (time - times[at]!) * FASTER).slice(FROM_ATTEMPT - 1);

export const row: Row = {
  id: 'M',
  title: 'the server is away for a while, and everybody tries again and again',
  wanted: 'they do not come at the same moments',
  async atrium() {
    const all = Array.from({ length: CLIENTS }, () => {
      const times: number[] = [];
      class Counted extends WebSocket {
        constructor(url: string, protocols?: string | string[]) {
          super(url, protocols);
          times.push(performance.now());
        }
      }
      const clock = {
        now: Date.now,
        after: (ms: number, task: () => void) => {
          const timer = setTimeout(task, ms / FASTER);
          return () => clearTimeout(timer);
        },
      };
      return { times, client: connect(`ws://127.0.0.1:${NOWHERE}/`, { clock, WebSocket: Counted }) };
    });
    await until(() => all.every(({ times }) => times.length > ATTEMPTS));
    await Promise.all(all.map(({ client }) => client.close()));
    return judge(all.flatMap(({ times }) => waitsOf(times.slice(0, ATTEMPTS + 1))));
  },
  async socketio() {
    const all = Array.from({ length: CLIENTS }, () => {
      const times: number[] = [];
      // Its defaults, 1 s and 5 s.
      const socket = io(`http://127.0.0.1:${NOWHERE}`, {
        transports: ['websocket'],
        forceNew: true,
        reconnectionDelay: 1_000 / FASTER,
        reconnectionDelayMax: 5_000 / FASTER,
      });
      socket.io.on('reconnect_attempt', () => void times.push(performance.now()));
      return { times, socket };
    });
    await until(() => all.every(({ times }) => times.length > ATTEMPTS));
    for (const { socket } of all) socket.disconnect();
    return judge(all.flatMap(({ times }) => waitsOf(times.slice(0, ATTEMPTS + 1))));
  },
};

async function until(isSo: () => boolean): Promise<void> {
  const late = performance.now() + 30_000;
  while (!isSo()) {
    if (performance.now() > late) throw new Error('They did not try often enough within 30 s.');
    await sleep(10);
  }
}
