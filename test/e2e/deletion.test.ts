import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chat } from '@atrium/kind-chat';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { act, composer, message, openRoom, react, roomOf, say } from './journeys.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** Milliseconds after which a deleted text may be nowhere. */
const GONE_WITHIN = 5_000;

test('[E2E7] what was deleted is nowhere in the live data within five seconds, whatever had been done with it', async () => {
  await using program = await Program.start();
  const live = join(program.folder, 'live');
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  const mira = await miraAccount.browse(browser);
  await openRoom(ada, 'general');
  await openRoom(mira, 'general');
  const bot = adaAccount.client();
  const general = await bot.join(chat, roomOf(ada));

  await say(ada, 'the password is periwinkle');
  await react(mira, message(mira, 'periwinkle'), '👍');
  await act(mira, message(mira, 'periwinkle'), 'Pin');
  await message(mira, 'periwinkle').hover();
  await message(mira, 'periwinkle').getByRole('button', { name: 'Reply' }).click();
  await say(mira, 'you should not say that here');
  await act(ada, message(ada, 'periwinkle').first(), 'Edit');
  await composer(ada).fill('the password is marmalade');
  await composer(ada).press('Enter');
  await message(mira, 'marmalade').first().waitFor();
  const { ordinal } = await general.emit('post', { text: `<@${miraAccount.id}> it is tangerine, keep it` });
  await general.emit('edit', { ordinal, text: `<@${miraAccount.id}> it is quicksilver, keep it` });
  const words = ['periwinkle', 'marmalade', 'tangerine', 'quicksilver'];
  // So that the search can find: all of them are on disk, or would be missed below.
  await until('every text is on disk', () => words.every((word) => filesWith(live, word).length > 0));

  await act(ada, message(ada, 'the password is marmalade').first(), 'Delete');
  await ada.getByRole('button', { name: 'Delete message' }).click();
  await general.emit('delete', { ordinal });
  const deletedAt = Date.now();
  await until('no file holds a deleted text', () => words.every((word) => filesWith(live, word).length === 0), { withinMs: GONE_WITHIN });
  expect(Date.now() - deletedAt).toBeLessThan(GONE_WITHIN);
  for (const page of [ada, mira]) {
    await message(page, 'quicksilver').waitFor({ state: 'detached' });
    expect(await page.locator('main').innerText()).not.toMatch(new RegExp(words.join('|')));
  }
  expect(await message(mira, 'you should not say that here').count()).toBe(1);

  // And it does not come back: not with what the server writes later, and not with a crash.
  await say(mira, 'Let us talk of something else');
  await message(ada, 'Let us talk of something else').waitFor();
  await program.stop('SIGKILL');
  await program.start();
  await say(ada, 'Yes');
  await until('the program writes again', () => filesWith(live, 'something else').length > 0);
  for (const word of words) expect({ word, files: filesWith(live, word) }).toEqual({ word, files: [] });
  await bot.close();
});

/** Names of the files below a folder whose bytes hold the text, in UTF-8 or as SQLite and JavaScript may keep it, in UTF-16. */
function filesWith(folder: string, text: string): string[] {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return forms.some((form) => bytes.includes(form));
    });
}
