/** Another program that looks into the database, as a tool would, and keeps its read open until it is told to end. Argument: the database. */
import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const db = new DatabaseSync(process.argv[2] ?? '', { readOnly: true });
db.exec('begin');
db.prepare('select count(*) from events').get();
writeSync(1, 'reading\n');
process.stdin.once('data', () => {
  db.close();
  process.exit(0);
});
