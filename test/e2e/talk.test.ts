import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { composer, invite, joinWorkspace, message, openRoom, say, setUp } from './journeys.ts';
import { Program } from './program.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

test('[E2E1] from the printed link to two people who talk, over one WebSocket each', async () => {
  await using program = await Program.start();
  const ada = await setUp(browser, program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const link = await invite(ada);
  const mira = await joinWorkspace(browser, link, { name: 'Mira Okafor' });
  await openRoom(mira, 'general');

  const opened: string[] = [];
  const requested: string[] = [];
  mira.on('websocket', (socket) => opened.push(socket.url()));
  mira.on('request', (request) => requested.push(request.url()));
  await say(ada, 'Hello from Ada');
  await message(mira, 'Hello from Ada').waitFor();
  await say(mira, 'And **hello** back');
  await message(ada, 'And hello back').waitFor();
  expect(await message(ada, 'And hello back').locator('strong').textContent()).toBe('hello');
  expect(opened).toEqual([]);
  expect(requested).toEqual([]);
  expect(await composer(mira).inputValue()).toBe('');

  await program.stop('SIGKILL');
  await program.start();
  await say(mira, 'Still here after the plug was pulled');
  await message(ada, 'Still here after the plug was pulled').waitFor();
  expect(await message(ada, 'Hello from Ada').count()).toBe(1);
});
