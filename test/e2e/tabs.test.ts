import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { composer, isSettled, message, openRoom, roomOf, say, texts } from './journeys.ts';
import { Program } from './program.ts';
import { Proxy } from './proxy.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

test('[E2E11] several windows of one browser send side by side, and what a closed one left behind is sent by another', async () => {
  await using program = await Program.start();
  await using way = await Proxy.to(() => program.port);
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  const first = await miraAccount.browse(browser, { origin: way.origin });
  await openRoom(ada, 'general');
  await openRoom(first, 'general');
  const second = await tab(first);
  // As 'Duplicate tab' does it: the window opens with the other's session storage.
  const opened = first.context().waitForEvent('page');
  await first.evaluate(() => void window.open(location.href));
  const third = await opened;
  third.setDefaultTimeout(20_000);
  await composer(third).waitFor();

  const tabs = [first, second, third];
  await Promise.all(tabs.map((page, at) => say(page, `From window ${at + 1}`)));
  for (const page of [ada, ...tabs]) for (const at of [1, 2, 3]) await message(page, `From window ${at}`).waitFor();
  await Promise.all(tabs.flatMap((page) => [isSettled(page)]));
  for (const [at, page] of tabs.entries()) await say(page, `And again ${at + 1}`);
  for (const page of [ada, ...tabs]) for (const at of [1, 2, 3]) await message(page, `And again ${at}`).waitFor();

  // Off line, each with something to send; then one is closed.
  way.refuse('sockets');
  way.cut();
  await say(second, 'Left behind, first');
  await say(second, 'Left behind, second');
  await message(second, 'Left behind, second').getByText('Waiting to be sent').waitFor();
  await say(first, 'Still here');
  await message(first, 'Still here').getByText('Waiting to be sent').waitFor();
  await second.close();
  await third.close({ runBeforeUnload: false });
  way.accept();
  await message(ada, 'Still here').waitFor({ timeout: 60_000 });
  await message(ada, 'Left behind, second').waitFor({ timeout: 60_000 });
  for (const text of ['Left behind, first', 'Left behind, second', 'Still here']) await message(first, text).waitFor();
  await isSettled(first);

  await say(first, 'All sent');
  await message(ada, 'All sent').waitFor();
  const shown = await texts(ada);
  expect(await texts(first)).toEqual(shown);
  const said = shown.filter((text) => /^(From window|And again|Left|Still|All)/.test(text));
  expect([...said].sort()).toEqual(
    [
      'From window 1',
      'From window 2',
      'From window 3',
      'And again 1',
      'And again 2',
      'And again 3',
      'Left behind, first',
      'Left behind, second',
      'Still here',
      'All sent',
    ].sort(),
  );
  expect(said.indexOf('Left behind, first')).toBeLessThan(said.indexOf('Left behind, second'));
  // Nothing is kept of what is done.
  const fresh = await tab(first);
  await isSettled(fresh);
  expect(await texts(fresh)).toEqual(shown);
});

async function tab(beside: Page): Promise<Page> {
  const page = await beside.context().newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${new URL(beside.url()).origin}/r/${roomOf(beside)}`);
  await composer(page).waitFor();
  return page;
}
