import { chat, type Message } from '@atrium/kind-chat';
import type { Client } from '@atrium/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { type Shown, wholeHistory } from './history.ts';
import { act, banner, composer, isSettled, message, openRoom, react, room, roomOf, say } from './journeys.ts';
import { Program } from './program.ts';
import { Proxy } from './proxy.ts';
import { until } from './until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** Messages that each of the two sends while the server is killed, and how many of each are under way at once. */
const FLOOD = 300;
const AT_ONCE = 20;
/** Acknowledged messages of the first after which the plug is pulled. */
const PULLED_AT = 100;

test('[E2E2] two who talk lose nothing and see nothing twice, off line in two ways and through a killed server', async () => {
  await using program = await Program.start();
  await using adaWay = await Proxy.to(() => program.port);
  await using miraWay = await Proxy.to(() => program.port);
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser, { origin: adaWay.origin });
  const mira = await miraAccount.browse(browser, { origin: miraWay.origin });
  await openRoom(ada, 'general');
  await openRoom(mira, 'general');
  await say(ada, 'Good morning');
  await message(mira, 'Good morning').waitFor();
  await say(mira, 'Morning Ada');
  await message(ada, 'Morning Ada').waitFor();

  // Held back: her browser believes that it is off line, its socket stays open, and not a byte passes.
  await composer(mira).pressSequentially('Half a sen');
  await ada.getByText('Mira Okafor is writing…').waitFor();
  miraWay.freeze();
  await mira.context().setOffline(true);
  await composer(mira).pressSequentially('tence');
  await composer(mira).press('Enter');
  await act(mira, message(mira, 'Morning Ada'), 'Edit');
  await composer(mira).fill('Morning, Ada');
  await composer(mira).press('Enter');
  await react(mira, message(mira, 'Good morning'), '👍');
  await banner(mira).waitFor();
  await say(mira, 'Written while held back');
  await message(mira, 'Written while held back').getByText('Waiting to be sent').waitFor();
  expect(await message(mira, 'Half a sentence').getByText('Waiting to be sent').count()).toBe(1);
  await say(ada, 'Where did you go?');
  await say(ada, 'A slip of the pen');
  await act(ada, message(ada, 'A slip of the pen'), 'Delete');
  await ada.getByRole('button', { name: 'Delete message' }).click();
  await message(ada, 'A slip of the pen').waitFor({ state: 'detached' });
  expect(await message(mira, 'Where did you go?').count()).toBe(0);
  expect(await message(ada, 'Half a sentence').count()).toBe(0);
  await mira.context().setOffline(false);
  miraWay.thaw();
  await message(ada, 'Written while held back').waitFor();
  await message(mira, 'Where did you go?').waitFor();
  await banner(mira).waitFor({ state: 'detached' });
  await isSettled(mira);

  // Cut: her connections end, and new ones are refused.
  await composer(ada).pressSequentially('I am in the tun');
  await mira.getByText('Ada Lind is writing…').waitFor();
  adaWay.refuse();
  adaWay.cut();
  await composer(ada).pressSequentially('nel');
  await composer(ada).press('Enter');
  await banner(ada).waitFor();
  await say(ada, 'Still in the tunnel');
  await message(ada, 'Still in the tunnel').getByText('Waiting to be sent').waitFor();
  await say(mira, 'No hurry');
  expect(await message(mira, 'I am in the tunnel').count()).toBe(0);
  adaWay.accept();
  await message(mira, 'Still in the tunnel').waitFor();
  await message(ada, 'No hurry').waitFor();
  await isSettled(ada);

  // Both flood the room, and the plug is pulled.
  const general = roomOf(ada);
  const [adaBot, miraBot] = [adaAccount.client(), miraAccount.client()];
  const harbour = 'harbour-00000001';
  await adaBot.emit(chat, harbour, 'create', { name: 'Harbour', topic: '', type: 'public', members: [miraAccount.id] });
  await room(mira, 'Harbour').waitFor();
  let pulled: Promise<void> | undefined;
  const pull = (acknowledged: number): void => {
    if (acknowledged === PULLED_AT) pulled = program.stop('SIGKILL');
  };
  const floods = [flood(adaBot, general, 'ada', pull), flood(miraBot, general, 'mira', () => undefined), unreadFor(adaBot, harbour)];
  for (const n of [1, 2, 3]) {
    await say(ada, `From Ada’s screen ${n}`);
    await say(mira, `From Mira’s screen ${n}`);
  }
  await until('the plug is pulled', () => pulled !== undefined);
  await pulled;
  await say(ada, 'Into the dark');
  await say(mira, 'Hello? Hello?');
  await program.start();
  const [fromAda = [], fromMira = []] = await Promise.all(floods);
  await isSettled(ada);
  await isSettled(mira);

  // What the server keeps: each once, in the order in which it was given.
  const kept = await keptMessages(adaBot, general);
  expect(kept.map(({ ordinal }) => ordinal)).toEqual(kept.map((_, at) => at + 1));
  for (const told of [...fromAda, ...fromMira]) expect(kept[told.ordinal - 1]).toMatchObject(told);
  for (const given of [fromAda, fromMira]) {
    expect(given).toHaveLength(FLOOD);
    expect(given.map(({ ordinal }) => ordinal)).toEqual(given.map(({ ordinal }) => ordinal).sort((a, b) => a - b));
  }
  const typed = [
    ...['Good morning', 'Morning, Ada', 'Half a sentence', 'Written while held back', 'Where did you go?', ''],
    ...['I am in the tunnel', 'Still in the tunnel', 'No hurry', 'Into the dark', 'Hello? Hello?'],
    ...[1, 2, 3].flatMap((n) => [`From Ada’s screen ${n}`, `From Mira’s screen ${n}`]),
  ];
  const howTo = kept.findLast(({ author }) => author === 'system')?.ordinal ?? 0;
  const flooded = new Set([...fromAda, ...fromMira].map(({ ordinal }) => ordinal));
  const rest = kept.filter(({ ordinal }) => ordinal > howTo && !flooded.has(ordinal));
  expect(rest.map(({ text }) => text).sort()).toEqual(typed.sort());

  // What screens show: two that were there, and one that was not.
  const fresh = await (await miraAccount.again()).browse(browser, { path: `/r/${general}` });
  const newest = kept.findLast(({ deleted }) => !deleted)?.ordinal;
  for (const page of [ada, mira, fresh]) await page.locator(`article[data-ordinal="${newest}"]`).waitFor();
  const first = await wholeHistory(ada);
  expect(await wholeHistory(mira)).toEqual(first);
  expect(await wholeHistory(fresh)).toEqual(first);
  // A deleted message that nobody quotes leaves no trace on a screen.
  const standing = kept.filter(({ deleted }) => !deleted);
  expect(first.map(({ ordinal }) => ordinal)).toEqual(standing.map(({ ordinal }) => ordinal));
  expect(first.filter(({ ordinal }) => ordinal > howTo)).toEqual(standing.filter(({ ordinal }) => ordinal > howTo).map(asShown));

  // Unread: thirty came, three of them were deleted.
  for (const page of [mira, fresh]) await page.getByRole('link', { name: /^Harbour.* 27 unread messages/ }).waitFor();
  expect(await room(ada, 'Harbour').textContent()).not.toContain('unread');
  await openRoom(fresh, 'Harbour');
  await fresh.locator('[data-new]').waitFor();
  await fresh.getByRole('button', { name: /^Jump to latest/ }).click();
  for (const page of [mira, fresh]) await page.getByRole('link', { name: /^Harbour.*unread/ }).waitFor({ state: 'detached' });

  await Promise.all([adaBot.close(), miraBot.close()]);
}, 180_000);

type Told = Pick<Message, 'ordinal' | 'text'> & Partial<Pick<Message, 'deleted' | 'reactions'>>;

/** Posts, and edits, deletes and reacts to some of it; what it tells is what was acknowledged. */
async function flood(client: Client, id: string, who: string, acknowledged: (count: number) => void): Promise<readonly Told[]> {
  const told: Told[] = [];
  let next = 1;
  let count = 0;
  const one = async (): Promise<void> => {
    while (next <= FLOOD) {
      const n = next++;
      const text = `${who} ${n}`;
      const { ordinal } = await client.emit(chat, id, 'post', { text });
      told[n - 1] = { ordinal, text };
      acknowledged(++count);
      if (n % 10 === 3) {
        await client.emit(chat, id, 'react', { ordinal, emoji: '🎉', on: true });
        told[n - 1] = { ordinal, text, reactions: [{ emoji: '🎉', who: [client.identity?.id ?? ''] }] };
      } else if (n % 10 === 5) {
        await client.emit(chat, id, 'edit', { ordinal, text: `${text}, better` });
        told[n - 1] = { ordinal, text: `${text}, better` };
      } else if (n % 10 === 7) {
        await client.emit(chat, id, 'delete', { ordinal });
        told[n - 1] = { ordinal, text: '', deleted: true };
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return told;
}

async function unreadFor(client: Client, id: string): Promise<readonly Told[]> {
  const ordinals = await Promise.all(Array.from({ length: 30 }, async (_, at) => (await client.emit(chat, id, 'post', { text: `Crate ${at + 1}` })).ordinal));
  await Promise.all(ordinals.slice(10, 13).map((ordinal) => client.emit(chat, id, 'delete', { ordinal })));
  return [];
}

async function keptMessages(client: Client, id: string): Promise<readonly Message[]> {
  const kept: Message[] = [];
  for (;;) {
    const { reply } = await client.query(chat, id, 'history', { at: { from: 'after', ordinal: kept.length }, limit: 100 });
    kept.push(...reply.messages);
    if (kept.length >= reply.last || reply.messages.length === 0) return kept;
  }
}

const asShown = ({ ordinal, text, edited, reactions }: Message): Shown => ({
  ordinal,
  text,
  edited: edited !== undefined,
  reactions: reactions.map(({ emoji, who }) => `${emoji} ${who.length}`),
});
