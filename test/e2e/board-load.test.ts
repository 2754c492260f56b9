import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { openRoom, roomOf, say } from './journeys.ts';
import { Program } from './program.ts';

/** `LOAD=full` measures what the guide says; otherwise it is small, and only what arrives is looked at. */
const load = process.env['LOAD'] === 'full' ? { things: 1000, viewers: 100, seconds: 20 } : { things: 200, viewers: 10, seconds: 3 };
const EVERY_MS = 100;

interface Frames {
  readonly count: number;
  readonly longest: number;
  readonly late: number;
}

test('[E2E25] every thing is updated ten times a second, and every viewer ends with exactly what is newest', { timeout: 180_000 }, async () => {
  await using program = await Program.start();
  const ada = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const browser = await launch();
  try {
    const page = await ada.browse(browser);
    await openRoom(page, 'general');
    await say(page, '/board');
    await page.locator('.board-empty').waitFor();
    const room = roomOf(page);
    const { body } = await ada.ask('POST', `/api/rooms/${room}/board-keys`, { label: 'Load' });
    const { url } = body as { readonly url: string };
    const viewers = fork(new URL('board-viewers.ts', import.meta.url), [program.origin, ada.cookie, room, String(load.viewers - 1)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    await once(viewers, 'message');

    const newest = new Map<string, number>();
    let turn = 0;
    const feed = async (): Promise<void> => {
      turn += 1;
      const at = Date.now();
      const points = Array.from({ length: load.things }, (_, index) => {
        const value = turn * 10_000 + index;
        newest.set(`thing-${index}`, value);
        return { thing: `thing-${index}`, at, value, other: value % 97 };
      });
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(points) });
      expect(answer.status).toBe(200);
    };
    await feed();
    await page.locator('.board-table tbody button').first().waitFor();
    const looked = page.evaluate(watchFrames, load.seconds * 1000);
    const began = performance.now();
    for (let at = 1; performance.now() - began < load.seconds * 1000; at++) {
      await feed();
      await sleep(Math.max(0, began + at * EVERY_MS - performance.now()));
    }
    const feeds = turn;
    const frames = await looked;
    const wanted = [...newest].map(([thing, value]) => `${thing} ${value}`).sort();
    // What each viewer has, when nothing comes any more.
    viewers.send({ wanted });
    const [ended] = (await once(viewers, 'message')) as [{ readonly right: number; readonly updates: number }];
    expect(ended.right).toBe(load.viewers - 1);
    await page.waitForFunction(
      (last) => document.querySelector('.board-table')?.textContent?.includes(last),
      new Intl.NumberFormat('en-GB').format(newest.get('thing-0') ?? 0),
    );
    viewers.kill();
    const perSecond = (count: number): string => (count / load.seconds).toFixed(1);
    console.log(
      `${load.things} things, ${perSecond(feeds)} feeds/s, ${load.viewers} viewers: ${perSecond(frames.count)} frames/s in the browser, longest ${frames.longest.toFixed(0)} ms, ${frames.late} of ${frames.count} over 34 ms; ${perSecond(ended.updates / (load.viewers - 1))} values/s to each other viewer`,
    );
    expect(frames.count).toBeGreaterThan(0);
  } finally {
    await browser.close();
  }
});

/** Runs in the page. */
function watchFrames(ms: number): Promise<Frames> {
  return new Promise((resolve) => {
    const began = performance.now();
    let [last, count, longest, late] = [began, 0, 0, 0];
    const frame = (now: number): void => {
      const took = now - last;
      last = now;
      count += 1;
      longest = Math.max(longest, took);
      if (took > 34) late += 1;
      if (now - began < ms) requestAnimationFrame(frame);
      else resolve({ count, longest, late });
    };
    requestAnimationFrame(frame);
  });
}
