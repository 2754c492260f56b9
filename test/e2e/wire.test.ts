import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { banner, composer, isSettled, message, openRoom, roomOf, say, texts } from './journeys.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const wire = (page: Page): Locator => page.getByRole('complementary', { name: 'Your connection' });
const figure = (page: Page, name: string): Locator => wire(page).locator('.wire-figures > div', { hasText: name }).locator('b');

async function openWire(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+Shift+Period');
  await wire(page).getByText('Open since').waitFor();
  return wire(page);
}

test('[E2E12] [WP13] the wire panel shows one’s own frames and offsets, cuts for real, and shows what was resumed', async () => {
  await using program = await Program.start();
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const [ada, mira] = [await adaAccount.browse(browser), await miraAccount.browse(browser)];
  for (const page of [ada, mira]) await openRoom(page, 'general');
  const channel = `chat/${roomOf(ada)}`;
  const sockets: string[] = [];
  ada.on('websocket', (socket) => sockets.push(socket.url()));

  await composer(ada).focus();
  const panel = await openWire(ada);
  await panel.getByText('Accepted: 101 Switching Protocols').waitFor();
  await panel.getByRole('tab', { name: 'Handshake' }).click();
  await panel.getByText('GET /live HTTP/1.1').waitFor();
  await panel.getByText('never shown to a page').waitFor();
  expect(await panel.locator('.wire-http').first().textContent()).toContain(`Origin${program.origin}`);
  await panel.getByRole('tab', { name: 'Frames' }).click();

  // A frame of one's own, and what the hub made of it, with the number that it has for everyone.
  await say(ada, 'Which number has this?');
  await panel.getByRole('button', { name: new RegExp(`Sent command post ${channel}.* log`) }).waitFor();
  const heard = panel.getByRole('button', { name: new RegExp(`Received batch posted ${channel} offset \\d+ log`) });
  await heard.click();
  const shown = JSON.parse((await panel.locator('.wire-body pre').textContent()) ?? '') as { readonly to: number; readonly events: readonly unknown[] };
  expect(shown.events).toMatchObject([{ name: 'posted', data: { text: 'Which number has this?' } }]);
  expect(await heard.getAttribute('aria-expanded')).toBe('true');
  expect(await heard.textContent()).toContain(String(shown.to));
  // Without the log, none of it is shown, and the count goes on.
  await panel.getByRole('button', { name: /^log \d/ }).click();
  expect(await heard.count()).toBe(0);
  await panel.getByRole('button', { name: /^log \d/ }).click();
  await heard.waitFor();

  expect(await figure(ada, 'HTTP requests').textContent()).toBe('0');
  await ada.evaluate(async () => void (await (await fetch('/api/me')).text()));
  await expect.poll(() => figure(ada, 'HTTP requests').textContent()).toBe('1');

  // Off, and nothing but the person ends it.
  await panel.getByRole('button', { name: 'Cut the connection' }).click();
  await panel.getByText('Cut. What you write is kept').waitFor();
  await banner(ada).getByText('You cut the connection.').waitFor();
  await ada.evaluate(() => dispatchEvent(new Event('online')));
  await say(ada, 'Written while cut');
  await message(ada, 'Written while cut').getByText('Waiting to be sent').waitFor();
  for (const text of ['Missed, first', 'Missed, second']) await say(mira, text);
  await message(mira, 'Missed, second').waitFor();
  await isSettled(mira);
  expect(await message(mira, 'Written while cut').count()).toBe(0);
  expect(sockets).toEqual([]);

  await panel.getByRole('button', { name: 'Connect again' }).click();
  await message(mira, 'Written while cut').waitFor();
  await isSettled(ada);
  const resumed = panel.getByRole('region', { name: 'Resumed.' });
  await resumed.getByText(/Resumed\. .*, 0 lost\. 1 command of yours had waited, 1 answered\./).waitFor();
  await resumed.getByText(`From ${shown.to} to ${shown.to + 2}: 2 events came, 0 lost.`).waitFor();
  expect(sockets).toHaveLength(1);
  expect(await figure(ada, 'HTTP requests').textContent()).toBe('0');
  expect((await texts(ada)).slice(-4)).toEqual(['Which number has this?', 'Missed, first', 'Missed, second', 'Written while cut']);

  await panel.getByRole('button', { name: 'Cut and resume' }).click();
  await expect.poll(() => sockets.length).toBe(2);
  await panel.getByText('Open since').waitFor();
  await resumed.getByText(/Resumed\. .*, 0 lost\.$/).waitFor();
  await say(mira, 'Live again');
  await message(ada, 'Live again').waitFor();

  await panel.getByRole('tab', { name: 'What is this?' }).click();
  await panel.getByText('Since it opened, this page has asked 0 times over HTTP.').waitFor();
  await panel.getByText(`${channel} stands at`).waitFor();

  // From page to page, through the lines, and back to where one was, by keyboard.
  const focused = (): Promise<string> => ada.evaluate(() => document.activeElement?.textContent ?? '');
  await panel.getByRole('tab', { name: 'What is this?' }).press('Home');
  expect(await focused()).toBe('Frames');
  // Another frame may come between looking and pressing.
  await until('the focus is on the last line but one', async () => {
    await panel.locator('.wire-row[tabindex="0"]').focus();
    const [last, before] = (await panel.locator('.wire-row').allTextContents()).toReversed();
    if ((await focused()) !== last) return false;
    await ada.keyboard.press('ArrowUp');
    return (await focused()) === before;
  });
  await ada.keyboard.press('Enter');
  await panel.locator('.wire-body pre').waitFor();
  await ada.keyboard.press('Escape');
  expect(await wire(ada).count()).toBe(0);
  expect(await composer(ada).evaluate((field) => field === document.activeElement)).toBe(true);
  await ada.getByRole('button', { name: /Ada Lind.*Here$/ }).click();
  await ada.getByRole('menuitem', { name: 'Your connection' }).click();
  await wire(ada).waitFor();
  await ada.keyboard.press('Control+Shift+Period');
  expect(await wire(ada).count()).toBe(0);
});

test('[E2E13] the wire panel shows why a handshake was rejected', async () => {
  await using program = await Program.start();
  const account = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const elsewhere = await account.again();
  const ada = await account.browse(browser);
  await openRoom(ada, 'general');
  const panel = await openWire(ada);
  await panel.getByRole('button', { name: 'Cut the connection' }).click();
  await panel.getByText('Cut. What you write is kept').waitFor();

  const { sessions } = (await elsewhere.ask('GET', '/api/sessions')).body as {
    readonly sessions: readonly { readonly id: string; readonly current: boolean }[];
  };
  for (const { id, current } of sessions) if (!current) await elsewhere.ask('DELETE', `/api/sessions/${id}`);
  await panel.getByRole('button', { name: 'Connect again' }).click();

  await ada.getByText('Your session ended. Sign in again').waitFor();
  await panel.getByText('The handshake failed').waitFor();
  await panel.getByRole('tab', { name: 'Handshake' }).click();
  const answer = panel.getByRole('tabpanel').locator('section', { hasText: 'It was not accepted' });
  await answer.getByText('HTTP/1.1 401').waitFor();
  await answer.getByText('unauthorised').waitFor();
  expect(await panel.getByRole('button', { name: 'Cut the connection' }).isDisabled()).toBe(true);
});
