import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Program } from './program.ts';

/** What a person does, in the words of the screen. */

export const PASSWORD = 'four words at least';

export interface PersonOptions extends BrowserContextOptions {
  readonly name: string;
  /** The address under which this person's browser knows the program; default: the program's own. */
  readonly origin?: string;
}

/** A browser of one's own: other cookies, other storage. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  return page;
}

async function fill(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
}

/** Follows the printed link and names the workspace. */
export async function setUp(
  browser: Browser,
  program: Program,
  { workspace, name, origin = program.origin, ...options }: PersonOptions & { readonly workspace: string },
): Promise<Page> {
  const page = await open(browser, `${origin}/setup#${program.setupToken}`, options);
  await page.getByLabel('Workspace').fill(workspace);
  await fill(page, name);
  await page.getByRole('button', { name: 'Create the workspace' }).click();
  await page.getByRole('button', { name: `Go to ${workspace}` }).click();
  await composer(page).waitFor();
  return page;
}

/** Makes an invite link through the workspace's menu. */
export async function invite(page: Page): Promise<string> {
  await page.getByRole('button', { name: /: menu$/ }).click();
  await page.getByRole('menuitem', { name: 'Invite people' }).click();
  const link = page.getByLabel('Invite link');
  await page.waitForFunction(() => /\/join#/.test(document.querySelector<HTMLInputElement>('dialog[open] input[readonly]')?.value ?? ''));
  const text = await link.inputValue();
  await page.keyboard.press('Escape');
  return text;
}

/** Types a name and a password, and nothing else. */
export async function joinWorkspace(browser: Browser, link: string, { name, origin, ...options }: PersonOptions): Promise<Page> {
  const url = new URL(link);
  const page = await open(browser, origin === undefined ? url.href : `${origin}${url.pathname}${url.hash}`, options);
  await fill(page, name);
  await page.getByRole('button', { name: /^Join / }).click();
  await page.getByRole('navigation').first().waitFor();
  return page;
}

/** By name and password, on the page that asks for them. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export const room = (page: Page, name: string): Locator => page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) });

export async function openRoom(page: Page, name: string): Promise<void> {
  await room(page, name).click();
  await composer(page).waitFor();
}

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: /^Write (to|a message)/ });

/** A message by its text. */
export const message = (page: Page, text: string): Locator => page.locator('article[data-ordinal], article.chat-failed').filter({ hasText: text });

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** An action of the menu at a message. */
export async function act(page: Page, on: Locator, action: string): Promise<void> {
  await on.hover();
  await on.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

export async function react(page: Page, on: Locator, emoji: string): Promise<void> {
  await on.hover();
  await on.getByRole('button', { name: 'React', exact: true }).click();
  await page
    .getByRole('button', { name: new RegExp(emoji) })
    .first()
    .click();
}

/** The messages that are shown, in order, as text. */
export const texts = (page: Page): Promise<string[]> => page.locator('article[data-ordinal] .chat-prose').allInnerTexts();

/** The bar that says that the connection is down. */
export const banner = (page: Page): Locator => page.locator('.banner');

/** Nothing of this person waits for an answer any more. */
export const isSettled = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.querySelector('.chat-rows') !== null && document.querySelector('.chat-pending') === null);

/** The id of the room that is open. */
export function roomOf(page: Page): string {
  const id = /\/r\/([\w-]+)/.exec(page.url())?.[1];
  if (!id) throw new Error(`No room is open at ${page.url()}.`);
  return id;
}
