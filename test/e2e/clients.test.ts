import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { ChromiumProcess } from './chromium-process.ts';
import { composer, isSettled, message, openRoom, roomOf, say, signIn, texts } from './journeys.ts';
import { Program } from './program.ts';
import { Proxy } from './proxy.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const YEAR = 365 * 24 * 3_600_000;

/** Ids that a page's connections claimed for themselves, the first of each claim. */
function claims(page: Page): readonly string[] {
  const ids: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const own = /"t":"claim","clients":\["([\w-]+)"/.exec(String(payload))?.[1];
      if (own !== undefined) ids.push(own);
    }),
  );
  return ids;
}

/** What stands in the outboxes of this browser. Runs in the page. */
async function kept(): Promise<string> {
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('no answer'));
    });
  const database = await answer(indexedDB.open('atrium-outbox'));
  const commands: unknown = await answer(database.transaction('commands').objectStore('commands').getAll());
  database.close();
  return JSON.stringify(commands);
}

/** Somebody's window in the general room, through a network that can be spoilt, and another person's beside it. */
async function two(program: Program, origin: string) {
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const [ada, mira] = [await adaAccount.browse(browser), await miraAccount.browse(browser, { origin })];
  for (const page of [ada, mira]) await openRoom(page, 'general');
  return { ada, mira, miraAccount };
}

test('[E2E14] twenty windows of one person, a duplicated one among them: an id each, everything once, all equal', async () => {
  await using program = await Program.start();
  const account = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const first = await account.browse(browser);
  await openRoom(first, 'general');
  const address = `${program.origin}/r/${roomOf(first)}`;
  const ids: (readonly string[])[] = [];
  const windows = [first];
  for (let window = 1; window < 19; window++) {
    const page = await first.context().newPage();
    page.setDefaultTimeout(60_000);
    ids.push(claims(page));
    await page.goto(address);
    windows.push(page);
  }
  // As 'Duplicate tab' does it: it opens with the other's session storage.
  const opened = first.context().waitForEvent('page');
  await first.evaluate(() => void window.open(location.href));
  const duplicate = await opened;
  ids.push(claims(duplicate));
  await duplicate.reload();
  windows.push(duplicate);
  for (const page of windows) await composer(page).waitFor();

  const written = windows.map((_, window) => `From window ${window + 1}.`);
  await Promise.all(windows.map((page, window) => say(page, written[window] ?? '')));
  for (const page of windows) for (const text of written) await message(page, text).waitFor();
  await Promise.all(windows.map((page) => isSettled(page)));
  const shown = (await texts(first)).filter((text) => text.startsWith('From window'));
  expect([...shown].sort()).toEqual([...written].sort());
  for (const page of windows) expect((await texts(page)).filter((text) => text.startsWith('From window'))).toEqual(shown);
  const own = ids.flatMap((all) => all.slice(0, 1));
  expect(own).toHaveLength(19);
  expect(new Set(own).size).toBe(19);
});

test('[E2E15] a browser that is killed while something waits sends it once when it is started again', async () => {
  await using program = await Program.start();
  await using way = await Proxy.to(() => program.port);
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  await openRoom(ada, 'general');
  await using chromium = await ChromiumProcess.start();
  const [context] = chromium.browser.contexts();
  const mira = (await context?.newPage()) as Page;
  mira.setDefaultTimeout(20_000);
  await mira.goto(way.origin);
  await signIn(mira, 'Mira Okafor');
  await openRoom(mira, 'general');
  const address = mira.url();
  await say(mira, 'Before the end');
  await message(ada, 'Before the end').waitFor();

  // It arrived, and its answer did not; the other never left.
  way.freeze('answers');
  await say(mira, 'Arrived and not answered');
  await message(ada, 'Arrived and not answered').waitFor();
  way.refuse('sockets');
  way.cut();
  await say(mira, 'Never left');
  await message(mira, 'Never left').getByText('Waiting to be sent').waitFor();
  // What was typed in the last moment before a browser is killed is on no disk.
  await expect.poll(() => mira.evaluate(kept)).toContain('Never left');
  await chromium.kill();
  way.thaw();
  way.accept();

  await chromium.start('--restore-last-session');
  const [restoredContext] = chromium.browser.contexts();
  const restored = restoredContext?.pages().find((page) => page.url().startsWith(way.origin)) ?? ((await restoredContext?.newPage()) as Page);
  restored.setDefaultTimeout(20_000);
  if (!restored.url().startsWith(way.origin)) await restored.goto(address);
  // A browser writes its cookies down every now and then only.
  const door = restored.getByRole('button', { name: 'Sign in', exact: true });
  await composer(restored).or(door).waitFor();
  if (await door.isVisible()) await signIn(restored, 'Mira Okafor');
  await message(ada, 'Never left').waitFor({ timeout: 60_000 });
  await message(restored, 'Never left').waitFor();
  await isSettled(restored);
  await say(restored, 'Here again');
  for (const page of [ada, restored]) {
    await message(page, 'Here again').waitFor();
    await isSettled(page);
    expect((await texts(page)).slice(-4)).toEqual(['Before the end', 'Arrived and not answered', 'Never left', 'Here again']);
  }
});

test('[E2E16] a window that was frozen for hours by the clock, its network gone without a word, has everything once after it is thawed', async () => {
  await using program = await Program.start();
  await using way = await Proxy.to(() => program.port);
  const { ada, mira } = await two(program, way.origin);
  const opened: string[] = [];
  mira.on('websocket', (socket) => opened.push(socket.url()));
  const devtools = await mira.context().newCDPSession(mira);
  await say(mira, 'Good night');
  await message(ada, 'Good night').waitFor();

  // Nothing passes any more and nothing ends; what is sent now stays in the old network.
  way.freeze();
  await say(mira, 'Said into the void');
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  for (const text of ['Said at night', 'Said in the morning']) await say(ada, text);
  await message(ada, 'Said in the morning').waitFor();
  // Eight hours later, elsewhere: the old connections are never heard of again.
  await mira.evaluate((hours) => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + hours * 3_600_000;
  }, 8);
  way.leave();
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await message(mira, 'Said in the morning').waitFor();
  await message(ada, 'Said into the void').waitFor();
  await isSettled(mira);
  const shown = await texts(mira);
  expect(shown.slice(-4)).toEqual(['Good night', 'Said at night', 'Said in the morning', 'Said into the void']);
  expect((await texts(ada)).slice(-4)).toEqual(shown.slice(-4));
  expect(opened).toHaveLength(1);
});

test('[E2E17] a phone that changes networks every moment has one connection and everything once in the end', async () => {
  await using program = await Program.start();
  await using way = await Proxy.to(() => program.port);
  const { ada, mira } = await two(program, way.origin);
  const opened: string[] = [];
  mira.on('websocket', (socket) => opened.push(socket.url()));
  const written: string[] = [];
  for (let change = 1; change <= 6; change++) {
    // The old network's connection stays half open; the new one is another.
    way.freeze();
    await mira.context().setOffline(true);
    for (const [page, who] of [
      [mira, 'Mira'],
      [ada, 'Ada'],
    ] as const) {
      written.push(`${who}, ${change}.`);
      await say(page, `${who}, ${change}.`);
    }
    way.leave();
    await mira.context().setOffline(false);
    for (let flutter = 0; flutter < 3; flutter++) await mira.evaluate(() => ['offline', 'online'].forEach((name) => dispatchEvent(new Event(name))));
    if (change % 2 === 0) await message(ada, `Mira, ${change}.`).waitFor({ timeout: 30_000 });
  }
  for (const page of [ada, mira]) for (const text of written) await message(page, text).waitFor({ timeout: 30_000 });
  await isSettled(mira);
  const shown = await texts(mira);
  expect(shown.filter((text) => written.includes(text)).sort()).toEqual([...written].sort());
  expect(await texts(ada)).toEqual(shown);
  // No more than there were networks.
  expect(opened.length).toBeLessThanOrEqual(6);
});

test('[E2E18] a clock that is wrong by a year: times and days are the hub’s, and what was written off line is accepted after a reload', async () => {
  await using program = await Program.start();
  await using way = await Proxy.to(() => program.port);
  const { ada, miraAccount } = await two(program, program.origin);
  const room = roomOf(ada);
  for (const [name, off] of [
    ['ahead', YEAR],
    ['behind', -YEAR],
  ] as const) {
    const page = await miraAccount.browse(browser, { origin: way.origin, path: '/sign-in' });
    await page.context().addInitScript((by) => {
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...args: readonly unknown[]) {
          super(...((args.length === 0 ? [Real.now() + by] : args) as [number]));
        }
        static override now(): number {
          return Real.now() + by;
        }
      } as DateConstructor;
    }, off);
    await page.goto(`${way.origin}/r/${room}`);
    await composer(page).waitFor();
    expect(Math.abs((await page.evaluate(() => Date.now())) - Date.now() - off)).toBeLessThan(60_000);
    await say(page, `A year ${name}`);
    await message(ada, `A year ${name}`).waitFor();
    const time = await message(ada, `A year ${name}`).locator('time').first().getAttribute('datetime');
    await isSettled(page);
    expect(await message(page, `A year ${name}`).locator('time').first().getAttribute('datetime')).toBe(time);
    expect(Math.abs(Date.parse(time ?? '') - Date.now())).toBeLessThan(10 * 60_000);
    await page.getByText('Today', { exact: true }).waitFor();

    // Never connected on this page when it was written, and sent by the next.
    way.refuse('sockets');
    way.cut();
    await say(page, `Off line, ${name}`);
    await message(page, `Off line, ${name}`).getByText('Waiting to be sent').waitFor();
    await page.reload();
    way.accept();
    await message(ada, `Off line, ${name}`).waitFor({ timeout: 60_000 });
    await message(page, `Off line, ${name}`).waitFor();
    await isSettled(page);
    expect(await page.locator('.chat-failed').count()).toBe(0);
    await page.context().close();
  }
  expect((await texts(ada)).filter((text) => /^(A year|Off line)/.test(text))).toEqual([
    'A year ahead',
    'Off line, ahead',
    'A year behind',
    'Off line, behind',
  ]);
});
