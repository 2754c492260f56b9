import { expect, test } from 'vitest';
import { type DecideContext, type Identity } from '@atrium/server';
import { barred, decideFollow, follow, roleIn, speak, unplaced } from './index.ts';

const as = (id: string, role = 'member'): Identity => ({ id, name: id, role });
const context = (identity: Identity): DecideContext => ({ identity, id: 'pier', now: 0, rights: () => false, rows: [], seed: '' });

test('[TB1] a table is there for its room’s members, and for everybody but guests where the room is public', () => {
  const room = unplaced();
  expect(roleIn(room, as('ann'))).toBe(undefined);
  follow(room, {
    placed: true,
    name: 'Pier',
    type: 'private',
    members: [
      { id: 'ann', role: 'owner' },
      { id: 'bob', role: 'member' },
    ],
  });
  expect(['ann', 'bob', 'zoe'].map((id) => roleIn(room, as(id)))).toEqual(['owner', 'member', undefined]);
  expect(roleIn(room, as('system', 'system'))).toBe('system');
  follow(room, { type: 'public' });
  expect([roleIn(room, as('zoe')), roleIn(room, as('gus', 'guest'))]).toEqual(['visitor', undefined]);
});

test('[TB2] what changed is followed, and the rest stays', () => {
  const room = unplaced();
  follow(room, {
    placed: true,
    name: 'Pier',
    type: 'private',
    members: [
      { id: 'ann', role: 'owner' },
      { id: 'bob', role: 'member' },
    ],
  });
  follow(room, { gone: ['ann'], members: [{ id: 'bob', role: 'owner' }] });
  follow(room, { archived: true });
  expect(room).toEqual({ placed: true, name: 'Pier', type: 'private', archived: true, members: new Map([['bob', 'owner']]) });
});

test('[TB3] the same room’s conversation alone says what the room is', () => {
  const news = { name: 'Mine now' };
  expect(decideFollow(undefined, news, context(as('channel:chat/pier')))).toMatchObject({ events: [{ name: 'followed', data: news }] });
  for (const id of ['channel:chat/other', 'channel:market/pier', 'ann'])
    expect(decideFollow(undefined, news, context(as(id)))).toMatchObject({ refuse: 'not-found' });
  expect(speak('pier', 'It is settled.')).toEqual({ to: 'chat/pier', name: 'post', input: { text: 'It is settled.' } });
});

test('[TB4] members act, while the room is not archived; a refusal to a stranger is as if there were nothing', () => {
  const room = unplaced();
  expect(barred(room, context(as('ann')))).toMatchObject({ refuse: 'not-found' });
  follow(room, { placed: true, type: 'public', members: [{ id: 'ann', role: 'member' }] });
  expect(barred(room, context(as('ann')))).toBe(undefined);
  expect(barred(room, context(as('zoe')))).toMatchObject({ refuse: 'not-a-member' });
  follow(room, { archived: true });
  expect(barred(room, context(as('ann')))).toMatchObject({ refuse: 'room-archived' });
});

test('[TB5] a table that was taken off its room is there for nobody; put back, it is there for those who are members then', () => {
  const room = unplaced();
  follow(room, {
    placed: true,
    type: 'public',
    members: [
      { id: 'ann', role: 'owner' },
      { id: 'bob', role: 'member' },
    ],
  });
  follow(room, { placed: false });
  expect(['ann', 'zoe'].map((id) => roleIn(room, as(id)))).toEqual([undefined, undefined]);
  expect(barred(room, context(as('ann')))).toMatchObject({ refuse: 'not-found' });
  follow(room, { placed: true, type: 'private', members: [{ id: 'bob', role: 'owner' }] });
  expect(['ann', 'bob'].map((id) => roleIn(room, as(id)))).toEqual([undefined, 'owner']);
});
