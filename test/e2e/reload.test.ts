import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { banner, composer, isSettled, message, openRoom, say, texts } from './journeys.ts';
import { Program } from './program.ts';
import { Proxy } from './proxy.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

test('[E2E3] what waits off line survives reloads, and is sent once', async () => {
  await using program = await Program.start();
  await using way = await Proxy.to(() => program.port);
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  const mira = await miraAccount.browse(browser, { origin: way.origin });
  await openRoom(ada, 'general');
  await openRoom(mira, 'general');

  // The page can be loaded, and its WebSocket does not come about.
  way.refuse('sockets');
  way.cut();
  await banner(mira).waitFor();
  const written = ['First of three', 'Second of three', 'Third of three'];
  for (const text of written) await say(mira, text);
  await message(mira, 'Third of three').getByText('Waiting to be sent').waitFor();
  await composer(mira).fill('Not finished yet');

  await mira.reload();
  await mira.getByText('You are offline, and this room has not been read').waitFor();
  await mira.reload();
  way.accept();
  await mira.reload();
  for (const text of written) await message(ada, text).waitFor();
  for (const text of written) await message(mira, text).waitFor();
  await isSettled(mira);
  expect(await composer(mira).inputValue()).toBe('Not finished yet');
  await say(mira, 'And on');
  await message(ada, 'And on').waitFor();
  for (const page of [ada, mira]) expect((await texts(page)).slice(-4)).toEqual([...written, 'And on']);

  // Closed in the middle of sending: it arrived, its answer did not, so the next page sends it again.
  way.freeze('answers');
  await say(mira, 'Sent and closed');
  await message(ada, 'Sent and closed').waitFor();
  expect(await mira.locator('.chat-pending').count()).toBe(1);
  await mira.close();
  way.thaw();
  const again = await mira.context().newPage();
  again.setDefaultTimeout(20_000);
  await again.goto(way.origin);
  await message(again, 'Sent and closed').waitFor();
  await isSettled(again);
  await say(again, 'Here again');
  for (const page of [ada, again]) {
    await message(page, 'Here again').waitFor();
    await isSettled(page);
    expect((await texts(page)).slice(-6)).toEqual([...written, 'And on', 'Sent and closed', 'Here again']);
  }
});
