import { chat } from '@atrium/kind-chat';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HZ } from '../../kinds/arena/rules.ts';
import { Account } from './account.ts';
import { launch } from './browser.ts';
import { openRoom, roomOf, say } from './journeys.ts';
import { Program } from './program.ts';

/** `LOAD=full` measures what the guide says; otherwise it is small, and only that frames come is looked at. */
const load = process.env['LOAD'] === 'full' ? { talkers: 24, seconds: 20 } : { talkers: 3, seconds: 3 };

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;

test('[E2E29] an arena goes on evenly while a conversation is flooded', { timeout: 180_000 }, async () => {
  await using program = await Program.start();
  const ada = await Account.begin(program, { workspace: 'Harbour Works', name: 'Ada Lind' });
  const browser = await launch();
  try {
    const page = await ada.browse(browser);
    await openRoom(page, 'general');
    await say(page, '/arena');
    await page.locator('.arena-side li').first().waitFor();
    const room = roomOf(page);
    const looker = await ada.invite('Looker');
    const spectator = fork(new URL('arena-spectator.ts', import.meta.url), [program.origin, looker.cookie, room], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    await once(spectator, 'message');

    const talkers = [];
    for (let talker = 0; talker < load.talkers; talker++) talkers.push((await ada.invite(`Talker ${talker}`)).client());
    const flood = 'flooded-room-000';
    const [first] = talkers;
    await first!.emit(chat, flood, 'create', { name: 'Flood', topic: '', type: 'public', members: [] });
    for (const talker of talkers) await talker.emit(chat, flood, 'join', {}).catch(() => undefined);
    let said = 0;
    let going = true;
    const talking = talkers.map(async (talker) => {
      while (going) {
        await Promise.all(
          Array.from({ length: 8 }, () =>
            talker
              .emit(chat, flood, 'post', { text: 'Everybody talks at once, and at some length.' })
              .then(() => (said += 1))
              .catch(() => undefined),
          ),
        );
      }
    });
    await sleep(1000);
    // First what a player sees, and then, without a browser that wants a core for its pictures, what the server does.
    const frames = await page.evaluate(countFrames, load.seconds * 1000);
    await browser.close();
    spectator.send('begin');
    said = 0;
    await sleep(load.seconds * 1000);
    const posts = said;
    spectator.send('end');
    const [heard] = (await once(spectator, 'message')) as [readonly number[]];
    spectator.kill();
    going = false;
    await Promise.all(talking);
    const jitter = heard
      .slice(1)
      .map((time, index) => Math.abs(time - heard[index]! - 1000 / HZ))
      .sort((a, b) => a - b);
    console.log(
      `${(posts / load.seconds).toFixed(0)} posts/s by ${load.talkers}: ${(heard.length / load.seconds).toFixed(1)} frames/s of the game, between two of them p50 ${quantile(jitter, 0.5).toFixed(2)} and p99 ${quantile(jitter, 0.99).toFixed(2)} ms off; ${(frames / load.seconds).toFixed(0)} pictures/s in the browser`,
    );
    expect(heard.length).toBeGreaterThan(load.seconds * HZ * 0.5);
    for (const talker of talkers) await talker.close();
  } finally {
    await browser.close();
  }
});

/** Runs in the page. */
function countFrames(ms: number): Promise<number> {
  let count = 0;
  const end = performance.now() + ms;
  return new Promise((resolve) => {
    const frame = (now: number): void => {
      count += 1;
      if (now < end) requestAnimationFrame(frame);
      else resolve(count);
    };
    requestAnimationFrame(frame);
  });
}
