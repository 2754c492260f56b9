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

const table = (page: Page) => page.getByRole('region', { name: 'Board' });
const row = (page: Page, thing: string) => table(page).getByRole('row', { name: new RegExp(`Show ${thing}`) });
/** The line that the page shows, as a terminal would run it. */
async function curl(line: string, body?: unknown): Promise<{ readonly status: number; readonly json: unknown }> {
  const [, said = '', url = ''] = /^curl -d '(.*)' (\S+)$/.exec(line) ?? [];
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: body === undefined ? said : JSON.stringify(body),
  });
  return { status: response.status, json: await response.json() };
}

test('[E2E23] the line on the page brings the first value, two see what moves over one WebSocket each, a limit is said once across a killed server, and a key is taken back', async () => {
  await using program = await Program.start();
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  await openRoom(ada, 'general');
  await say(ada, '/board');
  const began = Date.now();
  await table(ada).locator('.board-empty').getByRole('button', { name: 'Feed it' }).click();
  await ada.getByLabel('What will use it').fill('Tide gauge');
  await ada.getByRole('button', { name: 'Make a key' }).dblclick();
  const line = await ada.getByLabel('In a terminal').inputValue();
  expect(await ada.getByRole('button', { name: 'Take back' }).count()).toBe(1);
  expect(await curl(line)).toEqual({ status: 200, json: { added: 1 } });
  await ada.getByRole('button', { name: 'Close' }).click();
  await row(ada, 'tide gauge').getByText('1.4').waitFor();
  expect(Date.now() - began).toBeLessThan(30_000);

  const mira = await miraAccount.browse(browser, { path: `/r/${roomOf(ada)}` });
  await row(mira, 'tide gauge').getByText('1.4').waitFor();
  const opened: string[] = [];
  for (const page of [ada, mira]) page.on('websocket', (socket) => opened.push(socket.url()));
  // Many at once; a phone as OwnTracks' app says it; and what came late.
  const at = Date.now();
  await curl(line, [
    { thing: 'Lotta', at, speed: 12, state: 'under way', place: { lat: 59.32, lon: 18.09 } },
    { thing: 'Olga', at, speed: 8, state: 'moored', place: { lat: 59.31, lon: 18.11 } },
  ]);
  expect(await curl(line, { _type: 'location', lat: 59.33, lon: 18.05, tst: Math.floor(at / 1000), batt: 80, topic: 'owntracks/ada/phone' })).toEqual({
    status: 200,
    json: [],
  });
  await row(mira, 'Lotta').getByText('under way').waitFor();
  await row(mira, 'phone').getByText('80', { exact: true }).waitFor();
  await curl(line, { thing: 'Lotta', at: at - 60_000, speed: 99 });
  await curl(line, { thing: 'Lotta', at: at + 1, speed: 13 });
  await row(mira, 'Lotta').getByText('13', { exact: true }).waitFor();

  await ada.getByRole('button', { name: 'When it speaks' }).click();
  await ada.getByLabel('Field').fill('speed');
  await ada.getByLabel('Limit').fill('20');
  await ada.getByLabel('Well again').fill('5');
  await ada.getByRole('button', { name: 'Add', exact: true }).click();
  await ada.getByText('each: speed above 20, until back by 5').waitFor();
  await ada.getByLabel('When', { exact: true }).selectOption('silent');
  await ada.getByLabel('Minutes').fill('0.1');
  await ada.getByRole('button', { name: 'Add', exact: true }).click();
  await ada.getByText('each: nothing heard for 0.1 min').waitFor();
  await ada.getByRole('button', { name: 'Close' }).click();
  for (const speed of [21, 22, 19, 23]) await curl(line, { thing: 'Lotta', speed });
  await message(mira, 'Lotta: speed is 21, above 20.').waitFor();
  await row(mira, 'Lotta').getByText('over its limit').waitFor();

  await program.stop('SIGKILL');
  await program.start();
  // The silence that was due while nobody ran is said when somebody does, once.
  await message(mira, 'Olga: nothing heard for 0.1 minutes.').waitFor();
  for (const speed of [24, 18, 14, 30]) await curl(line, { thing: 'Lotta', speed });
  await message(mira, 'Lotta: speed is 14, no longer above 20.').waitFor();
  await message(mira, 'Lotta: speed is 30, above 20.').waitFor();
  await row(mira, 'Lotta').getByText('30', { exact: true }).waitFor();
  expect(await message(mira, 'Lotta: speed is 21, above 20.').count()).toBe(1);
  expect(await message(mira, 'Olga: nothing heard').count()).toBe(1);

  // One thing has an address, and is shown live where it is linked.
  await say(ada, `Where is she? ${program.origin}/r/${roomOf(ada)}#board-lotta`);
  const card = message(mira, 'Where is she?').locator('.board-card');
  await card.getByText('Lotta').waitFor();
  await curl(line, { thing: 'Lotta', speed: 31 });
  await card.getByText('speed 31').waitFor();
  await card.click({ trial: true });
  const led = await miraAccount.browse(browser, { path: `/r/${roomOf(ada)}#board-lotta` });
  await led.getByRole('complementary', { name: 'Lotta' }).getByText('under way').waitFor();

  await table(mira).getByText('Map', { exact: true }).click();
  await table(mira).getByRole('button', { name: 'Show Olga' }).waitFor();
  await table(mira).locator('.maplibregl-canvas').waitFor();
  await table(mira).getByText('Chart', { exact: true }).click();
  await table(mira).getByRole('img', { name: 'Chart of speed, 2 lines' }).locator('canvas').waitFor();
  // On the wall, and off it by Esc.
  await table(mira).getByRole('button', { name: 'Wall' }).click();
  await mira.locator('.board-wall').getByText('Lotta').waitFor();
  await mira.locator('.board-wall').getByText('31', { exact: true }).waitFor();
  await mira.getByRole('button', { name: 'Leave the wall' }).click();
  await table(mira).getByText('Table', { exact: true }).waitFor();
  // As it was a minute before, by what came late.
  await table(ada).getByRole('button', { name: 'As it was' }).click();
  const local = new Date(at - 58_000 - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  await table(ada).getByLabel('At').fill(local);
  await table(ada).getByText('As it was at').waitFor();
  await row(ada, 'Lotta').getByText('99', { exact: true }).waitFor();
  await table(ada).getByRole('button', { name: 'Now' }).click();
  await row(ada, 'Lotta').getByText('31', { exact: true }).waitFor();

  await ada.getByRole('button', { name: 'Feed it' }).click();
  await ada.getByRole('button', { name: 'Take back' }).click();
  await ada.getByText('There is no key yet.').waitFor();
  expect((await curl(line)).status).toBe(404);
});

test('[E2E24] on a phone a board is looked at, and taken off with a thing on it; whoever does not run it is not offered keys', async () => {
  await using program = await Program.start();
  const account = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const mira = await account.invite('Mira Okafor');
  const phone = await account.browse(browser, { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  await openRoom(phone, 'general');
  await phone.getByRole('button', { name: 'Room menu' }).tap();
  await phone.getByRole('menuitem', { name: 'Put a board on the table' }).tap();
  await table(phone).getByText('Nothing is tracked yet.').waitFor();
  const room = roomOf(phone);
  const { body } = await account.ask('POST', `/api/rooms/${room}/board-keys`, { label: 'Test' });
  const { url } = body as { readonly url: string };
  const wrong = await fetch(url, { method: 'POST', body: 'speed=12' });
  expect([wrong.status, ((await wrong.json()) as { error: { message: string } }).error.message]).toEqual([
    400,
    expect.stringContaining('That is no JSON. Send {"thing"'),
  ]);
  await fetch(url, { method: 'POST', body: JSON.stringify({ crane: { load: 3.2, state: 'idle', lat: 59.3, lon: 18 } }) });
  await row(phone, 'crane').getByText('3.2').waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await phone.getByRole('button', { name: 'Show crane' }).tap();
  await phone.getByRole('complementary', { name: 'crane' }).getByText('idle').waitFor();
  await phone.getByRole('button', { name: 'Take it off' }).tap();
  await phone.getByRole('button', { name: 'Take crane off the board' }).tap();
  await table(phone).getByText('Nothing is tracked yet.').waitFor();

  expect((await mira.ask('GET', `/api/rooms/${room}/board-keys`)).status).toBe(404);
  expect((await mira.ask('POST', `/api/rooms/${room}/board-keys`, { label: 'Mine' })).status).toBe(404);
  const page = await mira.browse(browser, { path: `/r/${room}` });
  await table(page).getByText('Whoever runs the room makes a key').waitFor();
  expect(await page.getByRole('button', { name: 'Feed it' }).count()).toBe(0);
});
