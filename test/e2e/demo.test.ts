import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { launch } from './browser.ts';
import { open } from './journeys.ts';
import { Program } from './program.ts';

/** Milliseconds in which something happens in each room: people think before they speak. */
const ALIVE_WITHIN = 60_000;

async function signIn(browser: Parameters<typeof open>[0], program: Program): Promise<{ readonly page: Page; readonly opened: string[] }> {
  const page = await open(browser, `${program.origin}/sign-in`);
  const opened: string[] = [];
  page.on('websocket', (socket) => opened.push(socket.url()));
  await page.getByLabel('Name', { exact: true }).fill('Ada Lind');
  await page.getByLabel('Password', { exact: true }).fill('quiet harbour');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').first().waitFor();
  return { page, opened };
}

/** What is shown there changes by itself. */
async function isAlive(page: Page, { room, what }: { readonly room: string; readonly what: string }): Promise<void> {
  await page.getByRole('link', { name: room }).first().click();
  const place = page.locator(what);
  await place.first().waitFor();
  const before = await place.first().innerText();
  await page.waitForFunction(([selector = '', text]) => (document.querySelector(selector) as HTMLElement | null)?.innerText !== text, [what, before], {
    timeout: ALIVE_WITHIN,
  });
}

test('[E2E28] the demo, opened by two browsers, has all five kinds alive at once, over one WebSocket each', { timeout: 240_000 }, async () => {
  await using program = await Program.start({}, '--demo');
  const browsers = [await launch(), await launch()];
  try {
    const windows = await Promise.all(browsers.map((browser) => signIn(browser, program)));
    const tables = [
      { room: 'ferries live', what: '.board-table tbody' },
      { room: 'dockside', what: '.document-text' },
      { room: 'new quay by june?', what: '.market' },
      { room: 'random', what: '.arena-side ol' },
    ];
    for (const table of tables) await Promise.all(windows.map(({ page }) => isAlive(page, table)));
    // And people talk, wherever one looks.
    await Promise.all(windows.map(({ page }) => isAlive(page, { room: 'general', what: '#main' })));
    for (const { opened } of windows) expect(opened).toEqual([`ws://localhost:${program.port}/live`]);
  } finally {
    for (const browser of browsers) await browser.close();
  }
});
