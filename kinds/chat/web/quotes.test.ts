import { expect, test } from 'vitest';
import type { ChatEvent } from '../apply.ts';
import type { Message } from '../messages.ts';
import { Quotes } from './quotes.ts';

const message = (ordinal: number, text = `m${ordinal}`): Message => ({ ordinal, author: 'ann', at: 0, text, mentions: [], reactions: [] });
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

function asking(): { readonly quotes: Quotes; readonly asked: (readonly number[])[]; answer(messages: readonly Message[], at: number): Promise<void> } {
  const asked: (readonly number[])[] = [];
  let resolve: (answer: { messages: readonly Message[]; at: number }) => void = () => {};
  const quotes = new Quotes(
    (ordinals) => {
      asked.push(ordinals);
      return new Promise((done) => (resolve = done));
    },
    () => {},
  );
  const answer = async (messages: readonly Message[], at: number): Promise<void> => {
    resolve({ messages, at });
    await settle();
  };
  return { quotes, asked, answer };
}

test('[CW11] wanted together they are asked for together, and once', async () => {
  const { quotes, asked, answer } = asking();
  quotes.want([3, 5]);
  quotes.want([5]);
  expect(asked).toEqual([[3, 5]]);
  await answer([message(3)], 10);
  expect(quotes.get(3)?.text).toBe('m3');
  expect(quotes.get(5)).toBeNull();
  quotes.want([3, 5]);
  expect(asked).toHaveLength(1);
});

test('[CW11] later events are folded, earlier ones are in the answer', async () => {
  const { quotes, answer } = asking();
  const edited = (offset: number, text: string): ChatEvent => ({ name: 'edited', offset, at: 0, data: { ordinal: 3, text, mentions: [], unmentioned: [] } });
  quotes.want([3]);
  quotes.event(edited(9, 'before'));
  quotes.event(edited(11, 'between'));
  await answer([message(3, 'answer')], 10);
  expect(quotes.get(3)?.text).toBe('between');
  quotes.event({ name: 'deleted', offset: 12, at: 0, data: { ordinal: 3, by: 'ann', mentions: [] } });
  expect(quotes.get(3)).toMatchObject({ deleted: true, text: '' });
});

test('[CW11] after a snapshot they are asked for again, and an older answer is not taken', async () => {
  const { quotes, asked, answer } = asking();
  quotes.want([3]);
  await answer([message(3)], 10);
  quotes.renew();
  expect(asked).toEqual([[3], [3]]);
  expect(quotes.get(3)?.text).toBe('m3');
  await answer([message(3, 'fresh')], 20);
  expect(quotes.get(3)?.text).toBe('fresh');
});
