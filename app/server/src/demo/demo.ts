import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { compose } from '../compose.ts';
import { openStore } from '../open-store.ts';
import { run } from '../run.ts';
import type { Settings } from '../settings.ts';
import { Bot } from './bot.ts';
import { everyone, PASSWORD, people } from './cast.ts';
import { PastClock, seed } from './seed.ts';

interface Options {
  readonly settings: Settings;
  readonly log: Logger;
  readonly webFolder: string;
  readonly say: (text: string) => void;
}

/** A workspace to look around in: people, history, and bots that talk. It lives in a temporary folder and is gone when it stops. */
export async function runDemo({ settings, log, webFolder, say }: Options): Promise<{ stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'atrium-demo-'));
  const clock = new PastClock();
  const store = await openStore({ dataFolder: folder, log });
  const { house, hub } = compose({ settings, store, log, webFolder, clock });
  const seeded = await seed(house, clock);
  const running = await run({ house, hub, settings, store, say });
  const bots = await Promise.all(everyone.filter((who) => who !== 'ada').map((who) => Bot.start(who, { origin: running.origin, seeded })));
  say(
    `\nLook around as ${people.ada.name}, password: ${PASSWORD}\n${running.origin}/sign-in\n\nEverything in this workspace is gone when you stop it with Ctrl+C.\n`,
  );
  return {
    async stop() {
      await Promise.all(bots.map((bot) => bot.stop()));
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
