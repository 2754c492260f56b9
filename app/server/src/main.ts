import { fileURLToPath } from 'node:url';
import { systemClock } from '@atrium/server';
import { readArguments } from './arguments.ts';
import { compose } from './compose.ts';
import { runDemo } from './demo/demo.ts';
import { createLog } from './log.ts';
import { foldersOf, openStore } from './open-store.ts';
import { helpText } from './options.ts';
import { pruneDaily } from './prune-daily.ts';
import { run } from './run.ts';
import { readSettings } from './settings.ts';

/** From dist/server/main.js or from app/server/src/main.ts. */
const webFolder = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../../dist/web' : '../web', import.meta.url));
const say = (text: string): void => void process.stdout.write(text);

async function main(): Promise<void> {
  const { help, demo } = readArguments(process.argv.slice(2));
  if (help) return say(`${helpText()}\n`);
  const settings = readSettings(process.env, process.cwd());
  const log = createLog();
  const running = demo ? await runDemo({ settings, log, webFolder, say }) : await start();
  stopOnSignals(() => running.stop());

  async function start() {
    const store = await openStore({ dataFolder: settings.dataFolder, log });
    await pruneDaily({ folder: foldersOf(settings.dataFolder).backups, clock: systemClock, log });
    const { house, hub } = compose({ settings, store, log, webFolder });
    return run({ house, hub, settings, store, say });
  }
}

/** Once: an orderly end. Twice: somebody is in a hurry. */
function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  // A sentence for whoever started it; the stack only for what nobody foresaw.
  const foreseen = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError';
  process.stderr.write(foreseen ? `${message}\n` : `Atrium could not go on: ${error instanceof Error ? (error.stack ?? message) : message}\n`);
  process.exit(1);
}

await main().catch(fail);
