import { chat } from '@atrium/kind-chat';
import { person, unread } from '@atrium/kind-person';
import { addressOf } from '@atrium/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { act, message, openRoom, room } from './journeys.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const HARBOUR = 'harbour-00000001';

test('[E2E8] what is unread is the same on every device of a person, and marking unread beats an older reading', async () => {
  await using program = await Program.start();
  const ada = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const mira = await ada.invite('Mira Okafor');
  const talker = ada.client();
  await talker.emit(chat, HARBOUR, 'create', { name: 'Harbour', topic: '', type: 'public', members: [mira.id] });

  const [laptop, phone] = [await mira.browse(browser), await (await mira.again()).browse(browser)];
  const third = (await mira.again()).client();
  const feed = await third.join(person, mira.id);
  third.watch([addressOf('chat', HARBOUR)]);
  /** Waits until all three say so. */
  const all = async (count: number): Promise<void> => {
    for (const page of [laptop, phone]) await saysUnread(page, count);
    await until(`the third device counts ${count}`, () => counted() === count);
  };
  const counted = (): number | undefined => {
    const head = third.heads.get(addressOf('chat', HARBOUR));
    const known = feed.view?.rooms[HARBOUR];
    return head && known && unread(head, known.pointer);
  };
  for (const page of [laptop, phone]) await openRoom(page, 'general');
  await all(0);

  const say = async (text: string): Promise<number> => (await talker.emit(chat, HARBOUR, 'post', { text })).ordinal;
  const first = await say('The ferry is late');
  await say('By an hour');
  const slip = await say('A slip of the pen');
  await say(`<@${mira.id}> are you on it?`);
  await all(4);
  await talker.emit(chat, HARBOUR, 'delete', { ordinal: slip });
  await all(3);
  for (const page of [laptop, phone]) await page.getByRole('link', { name: /^Harbour.* 1 mention/ }).waitFor();

  // Read on one: read on all, and the line that shows what was new stays where it was read.
  await openRoom(laptop, 'Harbour');
  await all(0);
  const line = laptop.locator('[data-new]');
  expect(await line.count()).toBe(1);
  expect(await afterLine(laptop)).toContain('The ferry is late');
  const next = await say('It came');
  await message(laptop, 'It came').waitFor();
  await all(0);
  expect(await afterLine(laptop)).toContain('The ferry is late');

  // Marked unread on one: on all, and what another had read before that changes nothing.
  const basedOn = feed.position?.[1] ?? 0;
  await act(laptop, message(laptop, 'By an hour'), 'Mark unread');
  await all(3);
  expect(await afterLine(laptop)).toContain('By an hour');
  const stale = await feed.emit('advance', { room: HARBOUR, to: next, basedOn });
  expect(stale).toEqual({ pointer: first, changed: false, because: 'marked-unread' });
  await all(3);
  // It stays so while the room is open, and new messages add to it.
  await say('All aboard');
  await message(laptop, 'All aboard').waitFor();
  await all(4);

  // Read on another, which knows of the mark: read on all.
  await openRoom(phone, 'Harbour');
  await all(0);
  expect(await afterLine(phone)).toContain('By an hour');

  // Whoever writes has read.
  await openRoom(laptop, 'general');
  await openRoom(phone, 'general');
  await say('Are you there?');
  await all(1);
  await third.emit(chat, HARBOUR, 'post', { text: 'I am' });
  await all(0);

  // And a server that starts again knows all of it.
  await say('Good');
  await all(1);
  await program.stop('SIGKILL');
  await program.start();
  await until('the third device is back', () => third.status.state === 'open');
  await say('Very good');
  await all(2);
  await Promise.all([talker.close(), third.close()]);
});

async function saysUnread(page: Page, count: number): Promise<void> {
  if (count === 0)
    return until(
      'nothing unread',
      async () => (await room(page, 'Harbour').count()) === 1 && !(await room(page, 'Harbour').textContent())?.includes('unread'),
    ).then(() => undefined);
  const words = count === 1 ? '1 unread message' : `${count} unread messages`;
  await page.getByRole('link', { name: new RegExp(`^Harbour.*, ${words}`) }).waitFor();
}

/** The text of the first message below the 'new' line. */
const afterLine = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let row = document.querySelector('[data-new]')?.nextElementSibling;
    while (row && !row.matches('article')) row = row.nextElementSibling;
    return row?.textContent ?? '';
  });
