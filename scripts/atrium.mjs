// Backup, restore and doctor. A process of its own, that runs from source: it is short, and needs no build.
import { fail, main } from '../app/server/src/cli/main.ts';

process.exitCode = await main(process.argv.slice(2)).catch(fail);
