import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { message, openRoom, roomOf, say } from './journeys.ts';
import { Program } from './program.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const ticket = (page: Page) => page.getByRole('form', { name: 'Trade' });
const yours = (page: Page) => page.getByRole('region', { name: 'Yours' });
async function order(page: Page, outcome: 'yes' | 'no', { shares, price }: { readonly shares: number; readonly price: number }): Promise<void> {
  await ticket(page).getByText(`Buy ${outcome}`, { exact: true }).click();
  await ticket(page).getByLabel('Shares').fill(String(shares));
  await ticket(page).getByLabel('At most, each').fill(String(price));
  await ticket(page)
    .getByRole('button', { name: `Buy ${shares} ${outcome} at ${price} or less` })
    .click();
}

test('[E2E19] a question is asked with /market, two trade on it over one WebSocket each, the server is killed in the middle, and the outcome is paid and said once', async () => {
  await using program = await Program.start();
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  await openRoom(ada, 'general');
  await say(ada, '/market');
  await ada.getByLabel(/^Question that will have an answer/).fill('Is the ferry on time?');
  await ada.getByRole('button', { name: 'Open the market' }).click();
  await message(ada, 'A market is open: Is the ferry on time?').waitFor();

  // Somebody who was sent the link.
  const mira = await miraAccount.browse(browser, { path: `/r/${roomOf(ada)}` });
  await mira.getByRole('heading', { name: 'Is the ferry on time?' }).waitFor();
  await ticket(mira).waitFor();
  const opened: string[] = [];
  for (const page of [ada, mira]) page.on('websocket', (socket) => opened.push(socket.url()));
  await order(mira, 'yes', { shares: 20, price: 60 });
  await ticket(mira).getByText('20 wait for your price.').waitFor();
  await yours(mira).getByText('Buy 20 of 20 yes at 60').waitFor();
  // It says what it comes to before it is done.
  await ticket(ada).getByText('Buy no', { exact: true }).click();
  await ticket(ada).getByLabel('Shares').fill('8');
  await ticket(ada).getByText('Costs at most 320 of your 10,000 credits. If it does not happen you get 800; if it does, nothing.').waitFor();
  await ticket(ada).getByRole('button', { name: 'Buy 8 no at 40 or less' }).click();
  for (const page of [ada, mira]) await page.getByText('60%').first().waitFor();
  await yours(mira).getByText('8 yes', { exact: true }).waitFor();
  await yours(ada).getByText('8 no', { exact: true }).waitFor();
  // A message that links it shows it as it is.
  await say(ada, `Who is right? ${program.origin}/r/${roomOf(ada)}#market`);
  const card = message(mira, 'Who is right?').locator('.market-card');
  await card.getByText('Is the ferry on time?').waitFor();
  await card.getByText('60%').waitFor();

  expect(opened).toEqual([]);
  // By keyboard alone: the order goes, and the focus does not.
  await yours(mira).getByRole('button', { name: 'Cancel' }).focus();
  await mira.keyboard.press('Enter');
  await yours(mira).getByText('The order is cancelled.').waitFor();
  expect(await mira.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Yours');

  await program.stop('SIGKILL');
  await order(mira, 'no', { shares: 3, price: 30 });
  await program.start();
  // What was given while nobody listened is there once: three of her shares of yes wait to be sold.
  await yours(mira).getByText('Buy 3 of 3 no at 30').waitFor();
  await order(ada, 'yes', { shares: 3, price: 70 });
  await yours(mira).getByText('5 yes', { exact: true }).waitFor();
  for (const page of [ada, mira]) await page.getByText('70%').first().waitFor();
  await card.getByText('70%').waitFor();
  const late = await miraAccount.browse(browser, { path: `/r/${roomOf(ada)}` });
  await yours(late).getByText('5 yes', { exact: true }).waitFor();
  const standing = (page: Page): Promise<string> => page.getByRole('region', { name: 'Standing' }).innerText();
  expect(await standing(late)).toBe(await standing(mira));

  await ada.getByRole('button', { name: 'Settle' }).click();
  await ada.getByLabel('Yes, it happened').check();
  await ada.getByLabel('How does one know?').fill('It came at 09:02.');
  await ada.getByRole('button', { name: 'Settle the market' }).click();
  for (const page of [ada, mira, late]) {
    await page.getByRole('region', { name: 'Market' }).getByText('It happened: yes. It came at 09:02.').waitFor();
    await message(page, 'The market is settled: Yes. It came at 09:02.').waitFor();
    expect(await message(page, 'The market is settled').count()).toBe(1);
  }
});

test('[E2E20] on a phone the table and its conversation take turns, and a market is taken off and put back with all that is on it', async () => {
  await using program = await Program.start();
  const account = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const phone = await account.browse(browser, { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  await openRoom(phone, 'general');
  const menu = async (item: string): Promise<void> => {
    await phone.getByRole('button', { name: 'Room menu' }).tap();
    await phone.getByRole('menuitem', { name: item }).tap();
  };
  await menu('Put a market on the table');
  await phone.getByLabel(/^Question that will have an answer/).fill('Is it?');
  await phone.getByRole('button', { name: 'Open the market' }).tap();
  await order(phone, 'yes', { shares: 5, price: 40 });
  await yours(phone).getByText('Buy 5 of 5 yes at 40').waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await phone.getByRole('button', { name: 'Show the conversation' }).tap();
  await message(phone, 'A market is open: Is it?').waitFor();
  await menu('Take the market off the table');
  await phone.getByRole('button', { name: 'Show the table' }).waitFor({ state: 'detached' });
  await menu('Put a market on the table');
  await phone.getByRole('button', { name: 'Show the table' }).tap();
  await yours(phone).getByText('Buy 5 of 5 yes at 40').waitFor();
});
