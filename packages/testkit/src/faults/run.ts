import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arguments, readArguments, USAGE } from './arguments.ts';
import { check } from './check/check.ts';
import { killAll } from './children.ts';
import { tryMutants } from './mutants.ts';
import { orchestrate } from './orchestrate.ts';
import { EXIT, judge, report } from './verdict.ts';

const say = (line: string): void => console.log(line);

async function runOnce({ seed, seconds, tables, json }: Arguments): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), `atrium-faults-${seed}-`));
  say(`seed ${seed}, ${seconds} s, in ${folder}`);
  const run = await orchestrate({ seed, seconds, folder, tables, say });
  const findings = check(run);
  const judged = judge(findings, seconds);
  if (judged.verdict === 'violated')
    writeFileSync(join(folder, 'violations.jsonl'), findings.violations.map((violation) => `${JSON.stringify(violation)}\n`).join(''));
  else rmSync(folder, { recursive: true, force: true });
  const lines = report(findings, { seed, seconds, folder });
  for (const line of json ? lines.slice(0, -1) : lines) say(line);
  if (json)
    say(JSON.stringify({ ...judged, seed, seconds, efforts: findings.efforts, compared: findings.counts, ...(judged.verdict === 'violated' && { folder }) }));
  return EXIT[judged.verdict];
}

async function main(): Promise<number> {
  let asked: Arguments;
  try {
    asked = readArguments(process.argv.slice(2), Date.now());
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return EXIT.broken;
  }
  try {
    return asked.mutants === 'none' ? await runOnce(asked) : await tryMutants(asked, say);
  } catch (error) {
    console.error(error);
    say('verdict: the checker could not run');
    return EXIT.broken;
  } finally {
    await killAll();
  }
}

// A signal ends the children too, by the way of `exit`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(EXIT.broken));
process.exit(await main());
