import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from '../lib/machine.ts';
import { peers } from '../lib/peers.ts';
import { lineOf, markdownOf } from './report.ts';
import { rows } from './rows/index.ts';
import { type Result, runRow } from './run-row.ts';

const USAGE = `npm run beside -- [--only A,F] [--quick] [--json]
What goes wrong in networks and programs, done to Atrium and to Socket.IO in the same way.
  --only A,F   these rows alone
  --quick      for CI: the same with less; nothing is written
  --json       one JSON object a line
A whole run is written to bench/results/beside.md and .json. Exit code 1: Atrium does not hold one.`;
const folder = fileURLToPath(new URL('../results/', import.meta.url));

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const wanted = values.only?.toUpperCase().split(',');
const unknown = wanted?.filter((id) => !rows.some((row) => row.id === id)) ?? [];
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}. There are ${rows.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}

const results: Result[] = [];
for (const row of rows) {
  if (wanted && !wanted.includes(row.id)) continue;
  const result = await runRow(row, { quick: values.quick });
  results.push(result);
  console.log(values.json ? JSON.stringify(result) : `${lineOf(result)}\n`);
}
if (!wanted && !values.quick) keep();
const fallen = results.filter(({ atrium }) => !atrium.holds).map(({ id }) => id);
if (!values.json) console.log(fallen.length === 0 ? `Atrium holds all ${results.length}.` : `Atrium does not hold ${fallen.join(', ')}.`);
// Something that was cut off may still wait for its time to be over.
process.exit(fallen.length === 0 ? 0 : 1);

function keep(): void {
  const { cpu, cores, memoryGb, system } = machine();
  const head = {
    versions: `${peers.atrium.version()}; ${peers.socketio.version()}`,
    machine: `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}`,
    at: new Date().toISOString().slice(0, 10),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'beside.json'), `${JSON.stringify({ ...head, rows: results }, null, 1)}\n`);
  writeFileSync(join(folder, 'beside.md'), markdownOf(results, head));
}
