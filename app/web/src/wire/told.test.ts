import { expect, test } from 'vitest';
import { type AddressOf, tell } from './told.ts';

const addressOf: AddressOf = (ch) => (ch === 7 ? 'chat/general' : undefined);
const line = (message: unknown): readonly unknown[] => {
  const { type, lane, names, channels, at } = tell(message, addressOf);
  return [type, lane, names.join(' '), channels.join(' '), at];
};

test('[WP2] what happens: commands, replies, batches and snapshots, with their offsets', () => {
  expect(line({ t: 'command', c: 0, channel: 'chat/general', n: 3, settled: 2, name: 'post', input: {} })).toEqual([
    'command',
    'log',
    'post',
    'chat/general',
    'n 3',
  ]);
  expect(line({ t: 'reply', c: 0, channel: 'chat/general', n: 3, at: ['1-a', 12], reply: {} })).toEqual(['reply', 'log', '', 'chat/general', '12']);
  expect(line({ t: 'batch', ch: 7, term: '1-a', from: 12, to: 12, events: [{ o: 12, name: 'posted' }] })).toEqual([
    'batch',
    'log',
    'posted',
    'chat/general',
    '12',
  ]);
  const several = [{ name: 'posted' }, { name: 'reacted' }, { name: 'posted' }];
  expect(line({ t: 'batch', ch: 7, term: '1-a', from: 12, to: 15, events: several })).toEqual(['batch', 'log', 'posted reacted', 'chat/general', '12–15']);
  expect(line({ t: 'snapshot', ch: 7, at: ['1-a', 9], part: 0, text: '{' })).toEqual(['snapshot', 'log', '', 'chat/general', '9']);
  expect(line({ t: 'query', id: 1, channel: 'chat/general', name: 'history', input: {} })).toEqual(['query', 'log', 'history', 'chat/general', undefined]);
});

test('[WP2] what stands, what is signalled, and who is here', () => {
  expect(line({ t: 'state', ch: 7, at: ['1-a', 4], set: { price: [['x', 1]] } })).toEqual(['state', 'state', 'price', 'chat/general', '4']);
  expect(line({ t: 'signal', ch: 7, name: 'typing', who: 'ann', device: 'd', data: {} })).toEqual(['signal', 'signal', 'typing', 'chat/general', undefined]);
  expect(line({ t: 'presence', ch: 7, here: [], gone: [] })).toEqual(['presence', 'presence', '', 'chat/general', undefined]);
  expect(line({ t: 'people', here: ['ann'], gone: [] })[1]).toBe('presence');
});

test('[WP2] the connection’s own affairs', () => {
  expect(line({ t: 'join', channels: [{ channel: 'chat/general', at: ['1-a', 5] }] })).toEqual(['join', 'control', '', 'chat/general', '5']);
  const two = [{ channel: 'chat/general', at: ['1-a', 5] }, { channel: 'person/ann' }];
  expect(line({ t: 'join', channels: two })).toEqual(['join', 'control', '', 'chat/general person/ann', undefined]);
  expect(line({ t: 'watch', channels: ['chat/a', 'chat/b'] })).toEqual(['watch', 'control', '', 'chat/a chat/b', undefined]);
  expect(line({ t: 'joined', channel: 'chat/general', ch: 7, outcome: 'missed', at: ['1-a', 8] })).toEqual(['joined', 'control', '', 'chat/general', '8']);
  expect(line({ t: 'beat' })).toEqual(['beat', 'control', '', '', undefined]);
});

test('[WP2] what nobody here knows is told by its name', () => {
  expect(line({ t: 'hologram', ch: 9 })).toEqual(['hologram', 'control', '', '#9', undefined]);
  expect(line({ t: 'toString' })[1]).toBe('control');
  for (const strange of [null, 7, 'beat', [], {}, { t: 5 }]) expect(tell(strange, addressOf)).toMatchObject({ type: '?', lane: 'control' });
  expect(tell({ t: 'batch', ch: 7, from: 'x', to: null, events: [null, 5, { name: 4 }] }, addressOf)).toMatchObject({ names: [], at: undefined });
});
