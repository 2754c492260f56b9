import { type Channel, connect } from '@atrium/client';
import { board } from '@atrium/kind-board';
import { setTimeout as sleep } from 'node:timers/promises';

/** So many viewers of one board, in a process of their own: says when all are there, and, asked for it, how many end with what is newest. */
const [origin = '', cookie = '', room = '', count = '0'] = process.argv.slice(2);
/** Milliseconds in which whoever is behind catches up. */
const CATCH_UP_MS = 20_000;

let updates = 0;
const channels: Channel<typeof board>[] = [];
for (let viewer = 0; viewer < Number(count); viewer++) {
  const channel = await connect(`${origin}/live`, { headers: { cookie } }).join(board, room);
  channel.onState('things', () => (updates += 1));
  channels.push(channel);
}
process.send?.('here');
process.once('message', (message) => void end((message as { readonly wanted: readonly string[] }).wanted));

const has = (channel: Channel<typeof board>): string =>
  [...channel.stateOf('things')]
    .map(([thing, { fields }]) => `${thing} ${String(fields['value']?.[0])}`)
    .sort()
    .join();

async function end(wanted: readonly string[]): Promise<void> {
  const all = wanted.join();
  const counted = updates;
  for (const late = performance.now() + CATCH_UP_MS; performance.now() < late;) {
    if (channels.every((channel) => has(channel) === all)) break;
    await sleep(100);
  }
  process.send?.({ right: channels.filter((channel) => has(channel) === all).length, updates: counted });
}
