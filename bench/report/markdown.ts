import { cases } from '../cases/index.ts';
import { short } from '../lib/statistics.ts';
import { verdicts } from './figures.ts';
import type { Calibration, Results } from './result.ts';
import { commitLine, rowsOf } from './table.ts';

export function markdown(results: Results): string {
  const parts = cases.flatMap((of) => {
    const result = results.cases.find(({ name }) => name === of.name);
    if (!result) return [];
    const [head = [], ...rows] = rowsOf(of, result);
    const width = head.length;
    const { cpu, cores, system, pinned, load } = result.machine;
    const versions = result.peers.map(({ version }) => version);
    return [
      `## ${of.title}`,
      '',
      of.about,
      '',
      line(head),
      `| ${Array.from({ length: width }, (_, column) => (column === 0 ? '---' : '---:')).join(' | ')} |`,
      ...rows.map((row) => line(Array.from({ length: width }, (_, column) => row[column] ?? ''))),
      '',
      ...verdicts(of, result).map(({ target, holds, said }) => `- ${holds ? '✓' : '✗'} ${target}: ${said}`),
      ...(result.commits ? [`- ${commitLine(result)}`] : []),
      '',
      `\`npm run bench -- --only ${of.name}\` · ${result.measuredAt} · ${cpu}, ${cores} cores, ${system}, ${pinned ? 'a core each for server and generator' : 'not pinned: there is no taskset'}, load ${short(load)} before · ${[...new Set(versions)].join(' · ')}`,
      '',
    ];
  });
  return [
    '# Speed, beside peers',
    '',
    'Made by `npm run bench`, whose figures are in `speed.json`. Medians with the least and the most of alternating runs; ratios are of runs of the same round. Atrium writes every message to disk, with fsync, before anybody sees it; nobody else here stores anything. Server and generator have a core each, over loopback, without TLS. "Whole": everything that was said reached everybody, in order.',
    '',
    ...calibrationLines(results.calibration),
    '![Bars](speed.svg)',
    '',
    ...parts,
  ].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function calibrationLines(calibration: Calibration | undefined): readonly string[] {
  if (!calibration) return [];
  const { reads, messages } = calibration;
  const rate = ({ done, seconds }: Calibration['reads']): string => short(done / seconds);
  const share = (cpu: number, { seconds }: Calibration['reads']): string => `${Math.round((100 * cpu) / seconds)} %`;
  return [
    `The generator alone, beside a server that writes prebuilt bytes to 1,000 connections: ${rate(reads)} frames/s in writes of one (server ${share(reads.serverCpu, reads)}, generator ${share(reads.generatorCpu, reads)} CPU), ${rate(messages)} messages/s in large writes (server ${share(messages.serverCpu, messages)}, generator ${share(messages.generatorCpu, messages)}). It polls as long as anything comes, so its own share of CPU is high long before it is the limit; a server near 100 % is the limit, and one well below it beside a generator at 100 % would be a lower bound.`,
    '',
  ];
}
