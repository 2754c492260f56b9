/** A store in a folder that cannot be written. Says what it was answered. Arguments: see confined.ts. */
import { join } from 'node:path';
import { openSqlite } from '../store.ts';

const [folder = ''] = process.argv.slice(2);
const refusals: unknown[] = [];
for (const name of ['live', 'not-there-yet']) {
  await openSqlite({ directory: join(folder, name), migrations: [] }).then(
    (store) => store.close().then(() => refusals.push('opened')),
    (error: unknown) =>
      refusals.push(error instanceof Error ? { name: error.name, message: error.message, ...('code' in error && { code: error.code }) } : error),
  );
}
process.stdout.write(JSON.stringify(refusals));
