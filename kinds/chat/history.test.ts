import { beforeAll, expect, test } from 'vitest';
import { as, system, Workbench } from '../workbench.ts';
import { chatKind } from './channel.ts';

const ann = as('ann');
const bench = new Workbench(chatKind, { id: 'general' });
const page = async (from: 'before' | 'after' | 'around', ordinal: number, limit: number) =>
  (await bench.query(ann, 'history', { at: { from, ordinal }, limit })).messages.map((message) => message.ordinal);

beforeAll(() => {
  bench.do(system, 'create', { name: 'General', topic: '', type: 'private', members: ['ann'] });
  for (let n = 1; n <= 60; n++) bench.do(ann, 'post', { text: `${n}` }, [7, n]);
  bench.do(ann, 'delete', { ordinal: 20 });
});

test('[CH33] pages go before, after and around an ordinal, and are full at both ends', async () => {
  expect(await page('before', 11, 3)).toEqual([8, 9, 10]);
  expect(await page('before', 2, 3)).toEqual([1]);
  expect(await page('before', 1, 3)).toEqual([]);
  expect(await page('before', 999, 3)).toEqual([58, 59, 60]);
  expect(await page('after', 0, 3)).toEqual([1, 2, 3]);
  expect(await page('after', 59, 3)).toEqual([60]);
  expect(await page('around', 30, 5)).toEqual([28, 29, 30, 31, 32]);
  expect(await page('around', 30, 1)).toEqual([30]);
  expect(await page('around', 1, 4)).toEqual([1, 2, 3, 4]);
  expect(await page('around', 60, 4)).toEqual([57, 58, 59, 60]);
  expect(await page('around', 30, 100)).toHaveLength(60);
});

test('[CH33] a deleted message is a stub in its place, and single messages are found by ordinal', async () => {
  const { messages } = await bench.query(ann, 'messages', { ordinals: [60, 20, 61, 20] });
  expect(messages).toMatchObject([
    { ordinal: 20, deleted: true, text: '', by: [7, 20] },
    { ordinal: 60, text: '60', by: [7, 60] },
  ]);
  expect(await bench.query(ann, 'messages', { ordinals: [] })).toEqual({ messages: [] });
  expect((await bench.query(ann, 'history', { at: { from: 'before', ordinal: 5 }, limit: 1 })).last).toBe(60);
});
