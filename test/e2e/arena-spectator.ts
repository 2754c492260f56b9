import { connect } from '@atrium/client';
import { arena } from '@atrium/kind-arena';

/** Looks on at a game in a process of its own, and says when frames came: nothing else it does makes one late. */
const [origin = '', cookie = '', room = ''] = process.argv.slice(2);
const at: number[] = [];
const channel = await connect(`${origin}/live`, { headers: { cookie } }).join(arena, room);
channel.onSignal('frame', () => at.push(performance.now()));
process.on('message', (asked) => {
  if (asked === 'begin') at.length = 0;
  else process.send?.(at);
});
process.send?.('here');
