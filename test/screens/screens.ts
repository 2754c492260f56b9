import type { Page } from 'playwright-core';
import { DAY } from '../../app/server/src/clock.ts';
import { addressOf } from '../../packages/protocol/src/index.ts';
import { rooms, people } from './seed.ts';
import { FRESH, HARBOUR, type Line, type Stage } from './stage.ts';
import { NOW } from './time.ts';

export interface Play {
  readonly page: Page;
  readonly stage: Stage;
  readonly line: Line;
  readonly phone: boolean;
}

export interface Screen {
  readonly name: string;
  /** Where it begins; default: the room of the boats. */
  at?(stage: Stage): string | Promise<string>;
  /** What shows that it is there. */
  readonly ready: string;
  readonly signedIn?: false;
  readonly widths?: readonly number[];
  /** What a person does until the screen is there, in selectors: the words differ from language to language. */
  act?(play: Play): Promise<void>;
  /** Before each picture. */
  refresh?(play: Play): Promise<void>;
  after?(play: Play): Promise<void>;
  /** Errors in the console that belong to it: the browser's own word for a request that was refused. */
  readonly expects?: RegExp;
}

const MESSAGES = '.chat-rows article';
const WRITE = '.chat-compose textarea';
const room = (key: keyof typeof rooms): string => `${HARBOUR}/r/${rooms[key].id}`;

/** A message of others that has room around it. */
const aMessage = (page: Page) => page.locator(`${MESSAGES}.chat-at-me`).last();

async function openTools({ page, phone }: Play): Promise<void> {
  if (phone) await aMessage(page).locator('.chat-gutter').tap();
  else await aMessage(page).hover();
  await page.locator('.chat-tools').waitFor();
}
async function pick(page: Page, menu: string, item: number): Promise<void> {
  await page.locator(menu).click();
  await page.locator('.menu [role="menuitem"]').nth(item).click();
}
const type = async (page: Page, field: string, text: string): Promise<void> => page.locator(field).fill(text);

async function openWire({ page }: Play): Promise<void> {
  await page.keyboard.press('Control+Shift+Period');
  await page.locator('.wire-frames').waitFor();
}

async function waitingMessage({ page, line, stage }: Play, text: string): Promise<void> {
  line.holding = true;
  await type(page, WRITE, text);
  await page.keyboard.press('Control+Enter');
  await page.locator(`${MESSAGES}.chat-pending`).waitFor();
  await stage.unread();
}

export const screens: readonly Screen[] = [
  { name: 'first-visit', signedIn: false, at: () => FRESH, ready: '.door-terminal' },
  { name: 'setup', signedIn: false, at: ({ fresh }) => `${FRESH}/setup#${fresh.setupToken}`, ready: '.door form' },
  {
    name: 'setup-done',
    signedIn: false,
    at: ({ fresh }) => `${FRESH}/setup#${fresh.setupToken}`,
    ready: '.door form',
    async act({ page }) {
      const fields = page.locator('.door .input');
      await fields.nth(0).fill('Harbour Works');
      await fields.nth(1).fill('Ada Lind');
      await fields.nth(2).fill('quiet harbour');
      await page.locator('.door button.main').click();
      await page.locator('.qr img').waitFor();
    },
    after: ({ stage }) => stage.renewFresh(),
  },
  {
    name: 'join',
    signedIn: false,
    at: async ({ harbour }) => `${HARBOUR}/join#${(await harbour.invites.create(people.mira.id, 5)).token}`,
    ready: '.door form',
  },
  { name: 'join-over', signedIn: false, at: () => `${HARBOUR}/join#${'over'.repeat(10)}`, ready: '.door-link', expects: /404/ },
  { name: 'sign-in', signedIn: false, at: () => `${HARBOUR}/sign-in`, ready: '.door form' },
  {
    name: 'sign-in-refused',
    signedIn: false,
    at: () => `${HARBOUR}/sign-in`,
    ready: '.door form',
    expects: /40[13]/,
    async act({ page }) {
      await type(page, '.door .input >> nth=0', 'Ada Lind');
      await type(page, '.door .input >> nth=1', 'loud harbour');
      await page.keyboard.press('Enter');
      await page.locator('.wrong:not(:empty)').waitFor();
    },
  },
  { name: 'reset', signedIn: false, at: async ({ harbour }) => `${HARBOUR}/reset#${await harbour.house.resets.create(people.jonas.id)}`, ready: '.door form' },
  {
    name: 'room',
    ready: MESSAGES,
    async refresh({ page, stage }) {
      stage.mirasTyping();
      await page.locator('.chat-typing:not(:empty)').waitFor();
    },
  },
  { name: 'room-list', widths: [390], at: () => HARBOUR, ready: '.side nav .row >> nth=4' },
  { name: 'room-empty', at: () => room('slipway'), ready: '.chat-beginning' },
  {
    name: 'room-members',
    ready: MESSAGES,
    async act({ page }) {
      await page.locator('[data-panel="members"]').click();
      await page.locator('.panel .member').first().waitFor();
    },
  },
  {
    name: 'room-pins',
    ready: MESSAGES,
    async act({ page }) {
      await page.locator('[data-panel="pins"]').click();
      await page.locator('.panel .pin').first().waitFor();
    },
  },
  {
    name: 'room-menu',
    ready: MESSAGES,
    async act({ page }) {
      await page.locator('.room-head [aria-haspopup="menu"]').click();
      await page.locator('.menu').waitFor();
    },
  },
  {
    name: 'message-actions',
    ready: MESSAGES,
    async act(play) {
      await openTools(play);
      await play.page.locator('.chat-tools button:last-child').click();
      await play.page.locator('.chat-menu, .chat-sheet').waitFor();
    },
  },
  {
    name: 'emoji',
    ready: MESSAGES,
    async act({ page }) {
      await page.locator('.chat-compose-tools > button').first().click();
      await page.locator('.chat-emoji').waitFor();
    },
  },
  {
    name: 'mention',
    ready: MESSAGES,
    async act({ page }) {
      await page.locator(WRITE).pressSequentially('Thank you @');
      await page.locator('.chat-offer li').first().waitFor();
    },
  },
  {
    name: 'reply',
    ready: MESSAGES,
    async act(play) {
      await openTools(play);
      const { page, phone } = play;
      if (phone) {
        await page.locator('.chat-tools button:last-child').tap();
        await page.locator('.chat-sheet-inside > button').first().tap();
      } else await page.locator('.chat-tools button').nth(1).click();
      await page.locator('.chat-compose-about').waitFor();
      await type(page, WRITE, 'I am there in five minutes. What about the people who came by bicycle, and the coach from the school?');
    },
  },
  {
    name: 'message-delete',
    ready: MESSAGES,
    async act(play) {
      await openTools(play);
      const { page } = play;
      await page.locator('.chat-tools button:last-child').click();
      await page.locator('.chat-danger').click();
      await page.locator('.chat-dialog').waitFor();
    },
  },
  {
    name: 'switcher',
    at: () => HARBOUR,
    ready: '.side nav .row >> nth=4',
    async act({ page }) {
      await page.keyboard.press('Control+k');
      await page.locator('.switcher li').first().waitFor();
    },
  },
  {
    name: 'new-room',
    at: () => HARBOUR,
    ready: '.side nav .row >> nth=4',
    async act({ page }) {
      await pick(page, '.side-head >> nth=0 >> button', 0);
      await page.locator('.dialog .pick li').first().waitFor();
    },
  },
  {
    name: 'write-to-someone',
    at: () => HARBOUR,
    ready: '.side nav .row >> nth=4',
    async act({ page }) {
      await page.locator('.side-head >> nth=1 >> button').click();
      await page.locator('.dialog .pick li label').nth(1).click();
    },
  },
  {
    name: 'invite',
    at: async (stage) => {
      await stage.withdrawInvites();
      const { clock, house } = stage.harbour;
      clock.setTo(NOW - DAY);
      await house.invites.create(people.mira.id, 12);
      clock.setTo(NOW);
      return HARBOUR;
    },
    ready: '.side nav .row >> nth=4',
    async act({ page }) {
      await page.locator('.row-invite').click();
      await page.locator('.qr img').waitFor();
      await page.locator('.links li').first().waitFor();
    },
  },
  { name: 'browse-rooms', at: () => `${HARBOUR}/rooms`, ready: '.lines li' },
  { name: 'people', at: () => `${HARBOUR}/people`, ready: '.lines li' },
  { name: 'settings', at: () => `${HARBOUR}/settings`, ready: '.lines li' },
  { name: 'room-gone', at: () => `${HARBOUR}/r/nowhere-00000000`, ready: '.court .blank' },
  { name: 'room-archived', at: () => room('winter'), ready: MESSAGES },
  { name: 'room-visit', at: () => room('lighthouse'), ready: `${MESSAGES}, .court .blank` },
  {
    name: 'offline',
    ready: MESSAGES,
    expects: /ERR_INTERNET_DISCONNECTED/,
    async act(play) {
      const { page, line } = play;
      await line.cut(page);
      await type(page, WRITE, 'On my way. Ten minutes late at most.');
      await page.keyboard.press('Control+Enter');
      await page.locator(`${MESSAGES}.chat-pending`).waitFor();
      await page.clock.setFixedTime(NOW + 4_000);
      await page.locator('.banner').waitFor();
      // On to the longest wait between two tries, so that its seconds stand still.
      while (!/\b10\b/.test((await page.locator('.banner-next').textContent()) ?? '')) {
        await page.evaluate(() => dispatchEvent(new Event('online')));
        await page.waitForTimeout(100);
      }
    },
  },
  {
    name: 'refused',
    ready: MESSAGES,
    async act(play) {
      const { page, line, stage } = play;
      await waitingMessage(play, 'Has anybody seen the boathook?');
      const archive = (on: boolean): Promise<unknown> => stage.command('jonas', addressOf('chat', rooms.ferries.id), 'archive', { on });
      await archive(true);
      line.release();
      await page.locator('.chat-failure').waitFor();
      await archive(false);
      await page.locator(WRITE).waitFor();
    },
  },
  { name: 'market', at: () => room('quay'), ready: '.market-chart canvas' },
  {
    name: 'market-settle',
    at: () => room('quay'),
    ready: '.market-chart canvas',
    async act({ page }) {
      await page.locator('.market-run button').nth(1).click();
      await page.locator('.market-dialog input[type=radio]').first().check();
    },
  },
  { name: 'market-ask', at: () => room('crane'), ready: '.market-ask' },
  {
    name: 'market-talk',
    widths: [390],
    at: () => room('quay'),
    ready: '.market-chart canvas',
    async act({ page }) {
      await page.locator('.room-side').click();
      await page.locator(MESSAGES).first().waitFor();
    },
  },
  { name: 'board', at: () => room('tides'), ready: '.board-table tbody button' },
  {
    name: 'board-map',
    at: () => room('tides'),
    ready: '.board-table',
    async act({ page }) {
      await page.locator('.board-views label').nth(1).click();
      await page.locator('.board-pin').nth(4).waitFor();
      await page.locator('.board-map[data-drawn]').waitFor();
    },
  },
  {
    name: 'board-chart',
    at: () => room('tides'),
    ready: '.board-table',
    async act({ page }) {
      await page.locator('.board-views label').nth(2).click();
      await page.locator('.u-legend .u-series').nth(3).waitFor();
    },
  },
  {
    name: 'board-wall',
    at: () => room('tides'),
    ready: '.board-table',
    async act({ page }) {
      await page.locator('.board-head .board-acts button').first().click();
      await page.locator('.board-wall li').nth(4).waitFor();
    },
  },
  {
    name: 'board-rules',
    at: () => room('tides'),
    ready: '.board-table',
    async act({ page }) {
      await page.locator('.board-head .board-acts button').nth(3).click();
      await page.locator('.board-list li').nth(1).waitFor();
    },
  },
  {
    name: 'arena',
    at: () => room('coffee'),
    ready: '.arena-side li',
    // Boats, for a while.
    act: ({ page }) => page.waitForTimeout(1_500),
  },
  { name: 'document', at: () => room('dockside'), ready: '.document-text h1' },
  {
    name: 'document-table',
    at: () => room('dockside'),
    ready: '.document-text h1',
    async act({ page }) {
      await page.locator('.document-text td').nth(1).click();
      await page.locator('.document-more').waitFor();
    },
  },
  {
    name: 'document-versions',
    at: () => room('dockside'),
    ready: '.document-text h1',
    async act({ page }) {
      await page.locator('.document-acts button').last().click();
      await page.locator('.document-versions li button').last().click();
      await page.locator('.document-go').last().waitFor();
    },
  },
  { name: 'direct', at: () => room('mira'), ready: MESSAGES },
  {
    name: 'wire',
    ready: MESSAGES,
    async act(play) {
      await openWire(play);
      const { page, phone } = play;
      await page.locator('.wire-acts button').nth(1).click();
      await page.locator('.wire-resumed').waitFor();
      await page.locator('.wire-row').nth(3).waitFor();
      // On a phone the panel lies over what one writes in.
      if (!phone) {
        await type(page, WRITE, 'Which number will this message have?');
        await page.keyboard.press('Control+Enter');
        await page.locator('.wire-row', { hasText: 'reply' }).first().waitFor();
        await page.locator('.chat-pending').waitFor({ state: 'detached' });
      } else await page.locator('.wire-row', { hasText: 'joined' }).first().click();
    },
  },
  {
    name: 'wire-off',
    ready: MESSAGES,
    async act(play) {
      await openWire(play);
      const { page } = play;
      await page.locator('.wire-acts button').first().click();
      await page.locator('.wire-status[data-state="waiting"]').waitFor();
    },
  },
  {
    name: 'wire-handshake',
    ready: MESSAGES,
    async act(play) {
      await openWire(play);
      await play.page.locator('.wire-tabs button').nth(1).click();
      await play.page.locator('.wire-http').nth(1).waitFor();
    },
  },
  {
    name: 'wire-explanation',
    ready: MESSAGES,
    async act(play) {
      await openWire(play);
      const { page } = play;
      await page.locator('.wire-acts button').nth(1).click();
      await page.locator('.wire-resumed').waitFor();
      await page.locator('.wire-tabs button').nth(2).click();
      await page.locator('.wire-explanation figure').nth(1).waitFor();
    },
  },
];
