import { connect } from '@atrium/client';
import { arena } from '@atrium/kind-arena';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFrame, type Seen } from '../../kinds/arena/frames.ts';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { message, openRoom, roomOf, say } from './journeys.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const water = (page: Page) => page.getByRole('application', { name: /^Harbour\./ });
const scores = (page: Page) => page.getByRole('region', { name: 'Scores' });

/** Looks on from outside the browser: where somebody's boat is, by what the server says. */
async function lookOn(program: Program, account: Account, room: string) {
  const client = connect(`${program.origin}/live`, { headers: { cookie: account.cookie } });
  const channel = await client.join(arena, room);
  const seats = new Map<string, number>();
  let whole: Seen | undefined;
  channel.onSignal('seats', ({ seats: all }) => {
    seats.clear();
    for (const { seat, who } of all) if (who !== null) seats.set(who, seat);
  });
  channel.onSignal('frame', ({ bytes }) => {
    // Whole frames are enough here: two in a second.
    try {
      const seen = readFrame(bytes);
      if (seen.step % 15 === 0) whole = seen;
    } catch {
      // One that is against another.
    }
  });
  return {
    client,
    boatOf: (who: string) => {
      const seat = seats.get(who);
      const boat = seat === undefined ? undefined : whole?.boats.get(seat);
      return boat && { x: boat.x / 64, y: boat.y / 64 };
    },
  };
}

test('[E2E26] from the link to moving within ten seconds, two play by key and by pointer over one WebSocket each, and go on when the server was killed', async () => {
  await using program = await Program.start();
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  await openRoom(ada, 'general');
  await say(ada, '/arena');
  await water(ada).waitFor();
  const room = roomOf(ada);
  const spectator = await lookOn(program, miraAccount, room);
  const boatOf = async (account: Account) => {
    await until('the boat is there', () => spectator.boatOf(account.id));
    return spectator.boatOf(account.id) ?? { x: 0, y: 0 };
  };
  const moves = async (
    account: Account,
    steer: () => Promise<void>,
    where: (from: { x: number; y: number }, to: { x: number; y: number }) => boolean,
  ): Promise<void> => {
    const from = await boatOf(account);
    await steer();
    await until('it moves', () => {
      const to = spectator.boatOf(account.id);
      return to && where(from, to);
    });
  };

  const began = Date.now();
  const mira = await miraAccount.browse(browser, { path: `/r/${room}` });
  await water(mira).waitFor();
  await scores(mira).getByText('You').waitFor();
  await moves(
    miraAccount,
    () => mira.keyboard.down('ArrowDown').then(() => mira.keyboard.down('ArrowRight')),
    (from, to) => Math.hypot(to.x - from.x, to.y - from.y) > 40,
  );
  expect(Date.now() - began).toBeLessThan(10_000);
  await mira.keyboard.up('ArrowDown');
  await mira.keyboard.up('ArrowRight');
  const opened: string[] = [];
  for (const page of [ada, mira]) page.on('websocket', (socket) => opened.push(socket.url()));
  // Pressing where one wants to go.
  const box = (await water(ada).boundingBox())!;
  await moves(
    adaAccount,
    async () => {
      const from = await boatOf(adaAccount);
      await ada.mouse.move(box.x + (from.x > 600 ? 40 : box.width - 40), box.y + box.height / 2);
      await ada.mouse.down();
    },
    (from, to) => Math.abs(to.x - from.x) > 100,
  );
  await ada.mouse.up();
  await scores(ada).getByText('Mira Okafor').waitFor();
  await scores(ada)
    .getByText(/^Bot \d/)
    .first()
    .waitFor();
  expect(opened).toEqual([]);

  await program.stop('SIGKILL');
  await program.start();
  await scores(mira).getByText('You').waitFor();
  await moves(
    miraAccount,
    () =>
      water(mira)
        .focus()
        .then(() => mira.keyboard.down('ArrowLeft'))
        .then(() => mira.keyboard.down('ArrowUp')),
    (from, to) => Math.hypot(to.x - from.x, to.y - from.y) > 40,
  );
  await say(ada, `Play: ${program.origin}/r/${room}#arena`);
  await message(mira, 'Play:').locator('.arena-card').getByText('0 rounds played').waitFor();
  await spectator.client.close();
});

test('[E2E27] on a phone one steers by touch', async () => {
  await using program = await Program.start();
  const account = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const looker = await account.invite('Mira Okafor');
  const phone = await account.browse(browser, { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  await openRoom(phone, 'general');
  await phone.getByRole('button', { name: 'Room menu' }).tap();
  await phone.getByRole('menuitem', { name: 'Put an arena on the table' }).tap();
  await water(phone).waitFor();
  const spectator = await lookOn(program, looker, roomOf(phone));
  await until('the boat is there', () => spectator.boatOf(account.id));
  const from = spectator.boatOf(account.id) ?? { x: 0, y: 0 };
  const box = (await water(phone).boundingBox())!;
  const at = { x: box.x + (from.x > 600 ? 20 : box.width - 20), y: box.y + box.height / 2 };
  const touch = await phone.context().newCDPSession(phone);
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await until('it moves', () => Math.abs((spectator.boatOf(account.id)?.x ?? from.x) - from.x) > 100);
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await spectator.client.close();
});
