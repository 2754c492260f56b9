import { chat } from '@atrium/kind-chat';
import { AtriumError } from '@atrium/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { composer, message, open, openRoom, room, say, signIn } from './journeys.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const VAULT = 'vault-0000000001';

test('[E2E9] who is signed out elsewhere, removed or deactivated is so at once, in the window that is open', async () => {
  await using program = await Program.start();
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  const mira = await miraAccount.browse(browser);
  const talker = adaAccount.client();
  await talker.emit(chat, VAULT, 'create', { name: 'Vault', topic: '', type: 'private', members: [miraAccount.id] });

  // A device signed out from the settings of another: its window shows the way in, and what stands in its composer is kept.
  const lostAddress = `${program.origin}/r/${VAULT}`;
  const lost = await open(browser, lostAddress, { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0' });
  await signIn(lost, 'Mira Okafor');
  await composer(lost).fill('Half a thought');
  await openRoom(mira, 'Vault');
  await mira.goto(`${program.origin}/settings#sessions`);
  await mira.getByRole('button', { name: 'Sign out Firefox on Windows' }).click();
  await lost.getByText('Your session ended. Sign in again').waitFor();
  expect(await lost.getByRole('navigation').count()).toBe(0);
  await mira.getByRole('button', { name: 'Sign out Firefox on Windows' }).waitFor({ state: 'detached' });
  expect(await (await lost.request.get(`${program.origin}/api/me`)).json()).toMatchObject({ state: 'signed-out' });
  await signIn(lost, 'Mira Okafor');
  await composer(lost).waitFor();
  expect(lost.url()).toBe(lostAddress);
  expect(await composer(lost).inputValue()).toBe('Half a thought');

  // Removed from a private room that she has open on one device, and in the sidebar of another.
  await talker.emit(chat, VAULT, 'post', { text: 'The combination is 7' });
  await message(lost, 'The combination is 7').waitFor();
  await openRoom(ada, 'Vault');
  await ada.getByRole('button', { name: '2 members' }).click();
  await ada.getByRole('button', { name: 'More about Mira Okafor' }).click();
  await ada.getByRole('menuitem', { name: 'Remove from the room' }).click();
  await lost.getByRole('heading', { name: 'This room is not here' }).waitFor();
  expect(await lost.getByText('The combination is 7').count()).toBe(0);
  for (const page of [mira, lost]) await room(page, 'Vault').waitFor({ state: 'detached' });
  await talker.emit(chat, VAULT, 'post', { text: 'Now it is 8' });
  await lost.reload();
  await lost.getByRole('heading', { name: 'This room is not here' }).waitFor();
  expect(await lost.content()).not.toContain('Now it is 8');

  // Deactivated: signed out everywhere, and not let in again.
  const bot = miraAccount.client();
  const ended = new Promise<string | undefined>((resolve) => bot.on('status', ({ state, error }) => state === 'rejected' && resolve(error?.code)));
  await until('the bot is in', () => bot.status.state === 'open');
  await ada.goto(`${program.origin}/people`);
  await ada.getByRole('button', { name: 'More about Mira Okafor' }).click();
  await ada.getByRole('menuitem', { name: 'Deactivate' }).click();
  await ada.getByRole('button', { name: 'Deactivate', exact: true }).click();
  expect(await ended).toBe('account-closed');
  for (const page of [mira, lost]) await page.getByText('This account was closed.').waitFor();
  await signIn(lost, 'Mira Okafor');
  await lost.getByText('This account was closed.').last().waitFor();
  expect(await lost.getByRole('navigation').count()).toBe(0);
  await expect(bot.emit(chat, 'another-room-001', 'create', { name: 'Mine', topic: '', type: 'public', members: [] })).rejects.toThrow(AtriumError);

  await openRoom(ada, 'general');
  await say(ada, 'Nobody else was disturbed');
  await message(ada, 'Nobody else was disturbed').waitFor();
  await Promise.all([talker.close(), bot.close()]);
});
