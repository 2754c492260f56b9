import { expect, test } from 'vitest';
import { Resumption } from './resumption.ts';

const join = (...channels: readonly (readonly [string, number?])[]) => ({
  t: 'join',
  channels: channels.map(([channel, at]) => ({ channel, ...(at !== undefined && { at: ['1-a', at] }) })),
});
const joined = (channel: string, ch: number, at: number, outcome = 'missed') => ({ t: 'joined', channel, ch, outcome, at: ['1-a', at], tags: [], version: 1 });
const batch = (ch: number, from: number, to: number, seen = to - from + 1) => ({
  t: 'batch',
  ch,
  term: '1-a',
  from,
  to,
  // As the hub writes it: what the event before says is left out.
  events: Array.from({ length: seen }, (_, index) => ({ name: 'posted', ...(index === 0 && { at: 1 }), data: {} })),
});
function resumption(...messages: readonly unknown[]): Resumption {
  const resumed = new Resumption();
  for (const message of messages)
    if ((message as { readonly t: string }).t === 'join') resumed.sent(message);
    else resumed.heard(message);
  return resumed;
}

test('[WP7] from which offset to which, and by how many events', () => {
  const resumed = resumption(
    join(['chat/a', 41], ['chat/b', 7], ['chat/new']),
    joined('chat/a', 1, 44),
    joined('chat/b', 2, 7),
    joined('chat/new', 3, 9, 'snapshot'),
  );
  expect(resumed.whole).toBe(false);
  resumed.heard(batch(1, 42, 43));
  expect(resumed.channels[0]).toMatchObject({ from: 41, to: 44, events: 2, missing: 1 });
  resumed.heard(batch(1, 44, 44));
  expect(resumed.channels).toMatchObject([
    { channel: 'chat/a', from: 41, to: 44, outcome: 'missed', events: 3, missing: 0 },
    { channel: 'chat/b', from: 7, to: 7, outcome: 'missed', events: 0, missing: 0 },
  ]);
  expect(resumed.whole).toBe(true);
});

test('[WP7] an overlap counts once, what one may not see is covered by its range, and what comes afterwards is no resumption', () => {
  const resumed = resumption(join(['chat/a', 41]), joined('chat/a', 1, 46), batch(1, 40, 43), batch(1, 42, 46, 3), batch(1, 47, 49));
  expect(resumed.channels).toMatchObject([{ events: 3, missing: 0, to: 46 }]);
});

test('[WP7] a gap is what no range has covered', () => {
  const resumed = resumption(join(['chat/a', 41]), joined('chat/a', 1, 46), batch(1, 44, 46));
  expect(resumed.channels).toMatchObject([{ missing: 5 }]);
  expect(resumed.whole).toBe(false);
});

test('[WP7] a snapshot covers everything up to its position, with its last part', () => {
  const resumed = resumption(join(['chat/a', 3]), joined('chat/a', 1, 900, 'snapshot'), { t: 'snapshot', ch: 1, at: ['1-a', 898], part: 0, text: '{' });
  expect(resumed.channels).toMatchObject([{ outcome: 'snapshot', missing: 897 }]);
  resumed.heard({ t: 'snapshot', ch: 1, at: ['1-a', 898], part: 1, last: true, text: '}' });
  resumed.heard(batch(1, 899, 900));
  expect(resumed.channels).toMatchObject([{ from: 3, to: 900, missing: 0 }]);
});

test('[WP7] a channel that is not for one any more is no loss; a second join is no second resumption', () => {
  const resumed = resumption(join(['chat/a', 3]), { t: 'refused', channel: 'chat/a', error: {} }, join(['chat/a', 9]), joined('chat/a', 1, 12));
  expect(resumed.channels).toMatchObject([{ outcome: 'refused', from: 3, to: 3, missing: 0 }]);
});

test('[WP8] commands that had waited, and those of them that were answered', () => {
  const resumed = resumption(join(['chat/a', 3]));
  const command = { t: 'command', c: 0, channel: 'chat/a', settled: 0, name: 'post', input: {} };
  resumed.sent({ ...command, n: 1, again: true });
  resumed.sent({ ...command, n: 2 });
  for (const message of [joined('chat/a', 1, 3), batch(1, 4, 4), { t: 'reply', c: 0, channel: 'chat/a', n: 1, reply: {} }]) resumed.heard(message);
  expect(resumed.commands).toEqual({ sent: 2, answered: 1 });
  resumed.heard({ t: 'reply', c: 0, channel: 'chat/a', n: 2, reply: {} });
  resumed.sent({ ...command, n: 3 });
  resumed.heard({ t: 'reply', c: 0, channel: 'chat/a', n: 3, reply: {} });
  expect(resumed.commands).toEqual({ sent: 2, answered: 2 });
});
