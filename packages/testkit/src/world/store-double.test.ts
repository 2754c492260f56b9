import { checkpointChecks } from '../store-suite/checkpoints.ts';
import { ROWS } from '../store-suite/place.ts';
import { checkIn } from '../store-suite/registrar.ts';
import { ProcessClock, VirtualClock } from './clock.ts';
import { Disk } from './disk.ts';
import { Seeded } from './random.ts';
import { StoreDouble } from './store-double.ts';

// What the double shares with the real stores where the engine's own tests lean on it; the rest of the suite is about files, threads and SQL.
checkpointChecks(
  checkIn(async () => {
    const disk = new Disk();
    disk.migrateSteps([ROWS]);
    const nowhere = (): never => {
      throw new Error('A store in memory has no files.');
    };
    return {
      open: async () => new StoreDouble(disk, { clock: new ProcessClock(new VirtualClock()), random: new Seeded(1) }),
      holds: async (text) => disk.holds(text),
      elsewhere: { module: '', where: '' },
      newFile: nowhere,
      openBackup: nowhere,
      remove: async () => disk.close(),
    };
  }),
);
