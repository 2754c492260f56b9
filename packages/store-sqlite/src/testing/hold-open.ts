/** A second program on a folder: opens it, says so, and holds it until it is killed. Argument: the folder. */
import { writeSync } from 'node:fs';
import { openPlace } from './open-place.ts';

await openPlace(process.argv[2] ?? '', []);
writeSync(1, 'open\n');
// The worker threads are idle and would keep the program alive; this says that it is meant to stay.
setInterval(() => undefined, 60_000);
