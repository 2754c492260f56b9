import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Arguments } from './arguments.ts';
import { EXIT } from './verdict.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const patches = fileURLToPath(new URL('./mutants', import.meta.url));
const SECONDS = 20;

/** A mistake that somebody could make, as a patch; its head says by which rules it has to be caught. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly caughtBy: readonly string[];
}

/** @throws Error when a patch does not say what it has to be caught by. */
export function readMutants(folder = patches): readonly Mutant[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) => {
      const caughtBy = /^Caught by: (.+)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1]?.split(/,\s*/);
      if (!caughtBy) throw new Error(`${file} does not say 'Caught by: <rules>'.`);
      return { name: file.slice(0, -'.patch'.length), file: join(folder, file), caughtBy };
    });
}

/** Each is applied to a copy of the tree and must be caught, by a rule that it names, on every seed. */
export async function tryMutants({ seed, mutants }: Arguments, say: (line: string) => void): Promise<number> {
  const chosen = readMutants().filter(({ name }) => mutants === 'all' || name === mutants);
  if (chosen.length === 0)
    throw new Error(
      `There is no mutant '${mutants}'. There are: ${readMutants()
        .map(({ name }) => name)
        .join(', ')}`,
    );
  const seeds = process.env['CI'] === 'true' ? [seed] : [seed, seed + 1, seed + 2];
  const escaped: string[] = [];
  for (const mutant of chosen) {
    const tree = copyTree();
    try {
      applyPatch(mutant, tree);
      for (const each of seeds) {
        const { code, rules } = await runIn(tree, each);
        const caught = code === EXIT.violated && mutant.caughtBy.some((rule) => rules.includes(rule));
        say(`${caught ? 'caught ' : 'ESCAPED'} ${mutant.name}, seed ${each}: ${code === EXIT.violated ? rules.join(', ') : `exit ${String(code)}`}`);
        if (!caught) escaped.push(`${mutant.name} on seed ${each}`);
      }
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  }
  say(
    escaped.length === 0
      ? `verdict: all ${chosen.length} mutants were caught on ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}`
      : `verdict: not caught: ${escaped.join(', ')}`,
  );
  return escaped.length === 0 ? EXIT.held : EXIT.violated;
}

/** Sources copied, and dependencies linked: ours to the copy, others to where they are. */
function copyTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'atrium-mutant-'));
  for (const folder of ['packages', 'kinds'])
    cpSync(join(root, folder), join(tree, folder), { recursive: true, filter: (source) => !source.split(sep).includes('node_modules') });
  cpSync(join(root, 'package.json'), join(tree, 'package.json'));
  const modules = join(root, 'node_modules');
  mkdirSync(join(tree, 'node_modules/@atrium'), { recursive: true });
  for (const name of readdirSync(modules)) if (name !== '@atrium' && !name.startsWith('.')) symlinkSync(join(modules, name), join(tree, 'node_modules', name));
  for (const [folder, prefix] of [
    ['packages', ''],
    ['kinds', 'kind-'],
  ] as const) {
    for (const name of readdirSync(join(tree, folder))) symlinkSync(join(tree, folder, name), join(tree, 'node_modules/@atrium', `${prefix}${name}`));
  }
  return tree;
}

/** @throws Error when it no longer fits: then it has to be written anew. */
export function applyPatch({ name, file }: Mutant, tree: string, ...flags: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync('git', ['apply', ...flags, '--whitespace=nowarn', file], {
    cwd: tree,
    encoding: 'utf8',
    env: { ...process.env, GIT_CEILING_DIRECTORIES: tree, GIT_DIR: join(tree, '.no-git') },
  });
  if (error) throw new Error(`git is needed to apply the mutant '${name}': ${error.message}`);
  if (status !== 0) throw new Error(`The mutant '${name}' does not apply any more; write its patch anew.\n${stdout}${stderr}`);
}

async function runIn(tree: string, seed: number): Promise<{ readonly code: number | null; readonly rules: readonly string[] }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(tree, 'packages/testkit/src/faults/run.ts'), '--seed', String(seed), '--seconds', String(SECONDS), '--json'],
    { cwd: tree, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stop = (): void => void child.kill('SIGTERM');
  process.once('exit', stop);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  process.removeListener('exit', stop);
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  if (code !== EXIT.violated) return { code, rules: [] };
  const { rules, folder } = JSON.parse(last) as { readonly rules: readonly string[]; readonly folder: string };
  // It was violated as it should be: nobody needs what it left.
  rmSync(folder, { recursive: true, force: true });
  return { code, rules };
}
