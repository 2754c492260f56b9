import { parseArgs } from 'node:util';

export interface Arguments {
  readonly seed: number;
  readonly seconds: number;
  readonly json: boolean;
  /** What stands on the rooms' tables. */
  readonly tables: readonly string[];
  /** `none`, `all`, or the name of one. */
  readonly mutants: string;
}

const TABLES: readonly string[] = ['arena', 'board', 'document', 'market'];

export const USAGE = `npm run faults -- [--seed S] [--seconds N] [--json] [--kinds LIST] [--mutants | --mutant NAME]

  --seed S        what is done when, and by whom (default: by the clock)
  --seconds N     how long faults go on (default 60)
  --kinds LIST    what stands on the rooms' tables: ${TABLES.join(',')}, or none (default: all)
  --json          the verdict as JSON in the last line
  --mutants       runs each mutant on three seeds of 20 s (one with CI=true): each must be caught
  --mutant NAME   only that one, on --seed if it is given

Exit code 0: held. 1: violated. 2: inconclusive, too little was tried. 3: the checker itself could not run.`;

/** @throws TypeError with what is wrong with them. */
export function readArguments(argv: readonly string[], now: number): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      kinds: { type: 'string', default: 'all' },
      json: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      mutant: { type: 'string' },
    },
  });
  const seed = values.seed === undefined ? now % 1_000_000 : Number(values.seed);
  const seconds = Number(values.seconds);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new TypeError('--seed takes a whole number.');
  if (!Number.isFinite(seconds) || seconds < 1) throw new TypeError('--seconds takes a number of at least 1.');
  const tables = values.kinds === 'all' ? TABLES : values.kinds === 'none' ? [] : values.kinds.split(',');
  for (const table of tables) if (!TABLES.includes(table)) throw new TypeError(`--kinds takes ${TABLES.join(', ')}, all, or none.`);
  return { seed, seconds, tables, json: values.json, mutants: values.mutant ?? (values.mutants ? 'all' : 'none') };
}
