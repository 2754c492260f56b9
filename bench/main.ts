import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './atrium/bundle.ts';
import type { Case } from './cases/case.ts';
import { cases } from './cases/index.ts';
import { machine } from './lib/machine.ts';
import { PEERS, peers, type PeerName } from './lib/peers.ts';
import { canPin } from './lib/programs.ts';
import type { Measured } from './load/job.ts';
import { calibrate, commitCost, measure } from './measure.ts';
import { GENERATOR, type Options, readOptions, RUNS } from './options.ts';
import { chart } from './report/chart.ts';
import { calibrationJson, jsonLines } from './report/lines.ts';
import { calibrationLines, markdown } from './report/markdown.ts';
import type { Calibration, CaseResult, PeerResult, Results } from './report/result.ts';
import { terminalTable } from './report/table.ts';

const folder = fileURLToPath(new URL('results/', import.meta.url));
/** Cores that others may use while one run is measured, above which it is made again, once, and the quieter of both counts. */
const DISTURBED = 0.15;

async function run({ runs, peers: chosen, cases: names, quick, json }: Options): Promise<boolean> {
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  await bundle();
  const here = machine();
  say(`${here.cpu}, ${here.cores} cores, ${here.memoryGb} GB, ${here.system}, load ${here.load.toFixed(2)}`);
  if (!canPin) say('There is no taskset here: server and generator are not pinned to a core each, and the figures say less.');
  for (const name of chosen) say(`  ${peers[name].label}: ${peers[name].missing() ?? peers[name].version()}`);
  const calibration = quick || !names.includes(GENERATOR) ? undefined : await calibrate();
  if (calibration && json) process.stdout.write(calibrationJson(calibration));
  for (const line of calibrationLines(calibration)) say(line);

  const results: CaseResult[] = [];
  for (const of of cases) {
    if (!names.includes(of.name)) continue;
    const result = await runCase(of, { chosen: of.peers.filter((peer) => chosen.includes(peer)), runs, quick, say });
    results.push(result);
    if (json) process.stdout.write(jsonLines(of, result));
    else if (!quick) say(terminalTable(of, result));
    // A result is of all peers; what is chosen from them is a look.
    if (!quick && runs >= RUNS && chosen.length === PEERS.length) keep(result, calibration);
  }
  return results.every(({ peers: all }) => all.every(isWhole));
}

/** What is measured is one thing; that everything arrives is another, and holds for whoever is here. */
const isWhole = ({ peer, runs, trouble }: PeerResult): boolean =>
  trouble === undefined ? runs.every((each) => each !== null && each.faults.length === 0) : peer !== 'atrium';

async function runCase(
  of: Case,
  { chosen, runs, quick, say }: { readonly chosen: readonly PeerName[]; readonly runs: number; readonly quick: boolean; readonly say: (text: string) => void },
): Promise<CaseResult> {
  const present = chosen.filter((name) => peers[name].missing() === undefined);
  const measured = new Map<PeerName, (Measured | null)[]>(present.map((name) => [name, []]));
  const troubles = new Map<PeerName, string>();
  const commits: { readonly commitMs: number; readonly syncMs: number }[] = [];
  for (let round = 0; round < runs; round++) {
    if (of.measuresCommit) commits.push(await commitCost());
    // Another one first in each round, so that nobody always follows the same one.
    const turn = present.map((_, place) => present[(place + round) % present.length]!);
    for (const name of turn) {
      let one: Measured | null = null;
      try {
        one = await quieter(() => measure(of, peers[name], { quick }), quick);
      } catch (error) {
        troubles.set(name, error instanceof Error ? error.message : String(error));
      }
      measured.get(name)?.push(one);
      const how = one ? (one.faults.length === 0 ? 'whole' : one.faults.join('; ')) : troubles.get(name);
      if (quick) say(`${of.name} ${name}: ${one ? `${one.done} counted, ` : ''}${how}`);
      else if (one === null || one.faults.length > 0) say(`${of.name} ${name}: ${how}`);
    }
  }
  const all = chosen.map((name): PeerResult => {
    const trouble = peers[name].missing() ?? troubles.get(name);
    return {
      peer: name,
      version: peers[name].missing() ? peers[name].label : peers[name].version(),
      runs: measured.get(name) ?? [],
      ...(trouble !== undefined && { trouble }),
    };
  });
  return { name: of.name, measuredAt: new Date().toISOString().slice(0, 16), machine: machine(), peers: all, ...(of.measuresCommit && { commits }) };
}

async function quieter(one: () => Promise<Measured>, quick: boolean): Promise<Measured> {
  const first = await one();
  const disturbance = ({ othersCpu, seconds }: Measured): number => othersCpu / seconds;
  if (quick || disturbance(first) <= DISTURBED) return first;
  const second = await one();
  return disturbance(second) < disturbance(first) ? second : first;
}

/** Results of other cases stay as they are. */
function keep(result: CaseResult, calibration: Calibration | undefined): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'speed.json');
  const before = readResults(file);
  const results: Results = { ...before, ...(calibration && { calibration }), cases: [...before.cases.filter(({ name }) => name !== result.name), result] };
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(join(folder, 'speed.md'), markdown(results));
  writeFileSync(join(folder, 'speed.svg'), chart(results));
}

function readResults(file: string): Results {
  try {
    // Written by `keep` alone.
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { cases: [] };
    throw error;
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if ('help' in options) console.log(options.help);
  else process.exitCode = (await run(options)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
