import { readFileSync } from 'node:fs';
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

const text = (page: Page) => page.getByRole('textbox', { name: 'Text of the document' });
const tool = (page: Page, name: string) => page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name, exact: true });
const table = (page: Page) => page.getByRole('region', { name: 'Document' });

test('[E2E21] whoever is sent the link types with the others, each undoes their own, the server is killed in the middle, and what was written without it is merged', async () => {
  await using program = await Program.start();
  const adaAccount = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const miraAccount = await adaAccount.invite('Mira Okafor');
  const ada = await adaAccount.browse(browser);
  await openRoom(ada, 'general');
  await say(ada, '/document');
  await text(ada).click();
  await ada.keyboard.type('# Opening day\nThe ribbon is at eleven.');
  await table(ada).getByRole('heading', { name: 'Opening day' }).waitFor();
  await table(ada).getByText('Kept').waitFor();

  const mira = await miraAccount.browse(browser, { path: `/r/${roomOf(ada)}` });
  await text(mira).getByText('The ribbon is at eleven.').click();
  const opened: string[] = [];
  for (const page of [ada, mira]) page.on('websocket', (socket) => opened.push(socket.url()));
  await mira.keyboard.press('End');
  await mira.keyboard.type(' Or twelve.');
  await text(ada).getByText('The ribbon is at eleven. Or twelve.').waitFor();
  // Whose cursor that is, she is told by the connection.
  await table(ada).locator('.document-caret-name', { hasText: 'Mira Okafor' }).waitFor();
  await ada.keyboard.type(' Bring scissors.');
  await text(mira).getByText('Bring scissors.').waitFor();
  // One's own alone is undone.
  await tool(mira, 'Undo what you wrote').click();
  await text(ada).getByText('Or twelve.').waitFor({ state: 'detached' });
  expect(await text(ada).innerText()).toContain('Bring scissors.');

  // A message that links it shows it as it is.
  await say(ada, `Look: ${program.origin}/r/${roomOf(ada)}#document`);
  const card = message(mira, 'Look:').locator('.document-card');
  await card.getByText('Opening day').waitFor();
  expect(opened).toEqual([]);

  await program.stop('SIGKILL');
  await text(ada).click();
  await ada.keyboard.press('Control+End');
  await ada.keyboard.type('\nAda wrote this alone.');
  await table(ada).getByText('No connection').waitFor();
  await text(mira).click();
  await mira.keyboard.press('Control+Home');
  await mira.keyboard.type('The great ');
  await program.start();
  for (const page of [ada, mira]) {
    await text(page).getByText('Ada wrote this alone.').waitFor();
    await table(page).getByRole('heading', { name: 'The great Opening day' }).waitFor();
  }
  await table(ada).getByText('Kept').waitFor();
  await table(mira).getByText('Kept').waitFor();
  const late = await miraAccount.browse(browser, { path: `/r/${roomOf(ada)}` });
  await text(late).getByText('Ada wrote this alone.').waitFor();
  const words = (page: Page): Promise<string> =>
    text(page).evaluate((root) =>
      [...root.children]
        .map((line) => line.cloneNode(true) as HTMLElement)
        .map((line) => (line.querySelectorAll('.document-caret').forEach((caret) => caret.remove()), line.textContent))
        .join('|'),
    );
  expect(await words(late)).toBe(await words(ada));
  expect(await words(mira)).toBe(await words(ada));
  await card.getByText('The great Opening day').waitFor();
});

test('[E2E22] on a phone: lists, tasks and a table are made, a version is kept and brought back, and Markdown goes out and in', async () => {
  await using program = await Program.start();
  const account = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const phone = await account.browse(browser, { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  await openRoom(phone, 'general');
  await phone.getByRole('button', { name: 'Room menu' }).tap();
  await phone.getByRole('menuitem', { name: 'Put a document on the table' }).tap();
  await text(phone).tap();
  await phone.keyboard.type('Before');
  await phone.getByLabel('Paragraph').selectOption('Heading 2');
  await table(phone).getByRole('heading', { name: 'Before', level: 2 }).waitFor();
  await phone.keyboard.press('End');
  await phone.keyboard.press('Enter');
  await tool(phone, 'Tasks').tap();
  await phone.keyboard.type('Permit\nBenches');
  await table(phone).getByRole('checkbox').first().tap();
  await phone.keyboard.press('Control+End');
  await phone.keyboard.press('Enter');
  await phone.keyboard.press('Enter');
  await tool(phone, 'Table').tap();
  await table(phone).getByRole('cell').first().waitFor();
  await phone.keyboard.type('When');
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

  const going = phone.waitForEvent('download');
  await phone.getByRole('button', { name: 'Save as Markdown' }).tap();
  const markdown = readFileSync(await (await going).path(), 'utf8');
  expect(markdown).toContain('## Before');
  expect(markdown).toMatch(/- \[x\] Permit\n- \[ \] Benches/);
  expect(markdown).toMatch(/\| When/);

  await phone.getByRole('button', { name: 'Versions' }).tap();
  await phone.getByLabel('Name for what there is now').fill('Plan');
  await phone.getByRole('button', { name: 'Keep this version' }).tap();
  await phone.getByRole('button', { name: /^Plan/ }).waitFor();
  await phone.getByRole('button', { name: 'Back to the text' }).tap();
  await text(phone).tap();
  await phone.keyboard.press('Control+a');
  await phone.keyboard.press('Delete');
  await table(phone).getByRole('heading', { name: 'Before' }).waitFor({ state: 'detached' });
  await phone.locator('input[type=file]').setInputFiles({
    name: 'more.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('### Brought in\n\n1. one\n2. two\n\n`code` and [press me](javascript:alert(1))\n'),
  });
  await table(phone).getByRole('heading', { name: 'Brought in', level: 3 }).waitFor();
  expect(await table(phone).getByRole('listitem').allInnerTexts()).toEqual(['one', 'two']);
  expect(await table(phone).locator('a[href^="javascript"]').count()).toBe(0);
  expect(await table(phone).locator('a[href^="javascript"]').count()).toBe(0);

  await phone.getByRole('button', { name: 'Versions' }).tap();
  await phone.getByRole('button', { name: /^Plan/ }).tap();
  await table(phone).getByRole('heading', { name: 'Before' }).waitFor();
  // Twice, as a finger does: it is brought back once.
  await phone.getByRole('button', { name: 'Bring it back' }).dblclick();
  await phone.getByText('The text is what it was.').waitFor();
  await phone.getByRole('button', { name: 'Back to the text' }).tap();
  await text(phone).getByText('Benches', { exact: true }).waitFor();
  expect(await table(phone).getByRole('checkbox').first().isChecked()).toBe(true);
  await phone.getByRole('button', { name: 'Show the conversation' }).tap();
  await message(phone, 'The document’s version Plan was brought back').waitFor();
  expect(await message(phone, 'The document’s version Plan was brought back').count()).toBe(1);
});
