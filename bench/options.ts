import { parseArgs } from 'node:util';
import { cases } from './cases/index.ts';
import { PEERS, type PeerName } from './lib/peers.ts';

export interface Options {
  readonly runs: number;
  readonly peers: readonly PeerName[];
  readonly cases: readonly string[];
  /** One short run of each; what is checked is that all arrives, in order, and no time is. */
  readonly quick: boolean;
  readonly json: boolean;
}

/** Fewer than these are a look, not a result: nothing is written under results/. */
export const RUNS = 5;

/** Not beside anybody: how much the generator could count, so that it is known not to be the limit. */
export const GENERATOR = 'generator';

const HELP = `npm run bench -- [options]

  --only CASE[,CASE]   these cases alone
  --peers a,b          these peers alone: ${PEERS.join(', ')}
  --runs N             runs of each, alternating (default ${RUNS}; fewer, or of chosen peers, are not written to bench/results)
  --quick              one short run of each, that checks counts and order and no time; for CI
  --json               one JSON object a line: name, value, unit, peer, ratio
  --help

Cases:
`;

/** @throws Error when an option is not known; `help` when it was asked for. */
export function readOptions(args: readonly string[]): Options | { readonly help: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      peers: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help)
    return {
      help:
        `${HELP}  ${GENERATOR.padEnd(18)} What the generator itself can count\n` + cases.map(({ name, title }) => `  ${name.padEnd(18)} ${title}`).join('\n'),
    };
  const known = [GENERATOR, ...cases.map(({ name }) => name)];
  const only = values.only?.split(',') ?? known;
  for (const name of only) if (!known.includes(name)) throw new Error(`There is no case '${name}'. There are: ${known.join(', ')}.`);
  const chosen = (values.peers?.split(',') ?? [...PEERS]).map((name) => {
    const peer = PEERS.find((each) => each === name);
    if (!peer) throw new Error(`There is no peer '${name}'. There are: ${PEERS.join(', ')}.`);
    return peer;
  });
  const runs = values.quick ? 1 : Number(values.runs ?? RUNS);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`'${values.runs}' is no number of runs.`);
  return { runs, peers: chosen, cases: only, quick: values.quick, json: values.json };
}
