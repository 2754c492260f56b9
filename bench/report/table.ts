import type { Case } from '../cases/case.ts';
import { peers } from '../lib/peers.ts';
import { short } from '../lib/statistics.ts';
import { figure, ratio, verdicts } from './figures.ts';
import type { CaseResult } from './result.ts';

/** Rows of cells, the first row being the head. */
export function rowsOf(of: Case, result: CaseResult): readonly (readonly string[])[] {
  const head = ['', of.metric.unit, 'spread', 'ours : theirs', ...of.also.map(({ unit }) => unit), 'whole'];
  const rows = result.peers.map(({ peer, runs, trouble }) => {
    const main = figure(result, peer, of.metric);
    if (!main) return [peers[peer].label, '–', trouble ?? 'came to nothing'];
    const beside = ratio(result, peer, of.metric);
    const others = of.also.map((metric) => {
      const found = figure(result, peer, metric);
      return found ? short(found.median) : '–';
    });
    const faults = [...new Set(runs.flatMap((run) => run?.faults ?? ['a run failed']))];
    return [
      peers[peer].label,
      short(main.median),
      `${short(main.least)}–${short(main.most)}`,
      beside ? `${short(beside.median)} (${short(beside.least)}–${short(beside.most)})` : '',
      ...others,
      faults.length === 0 ? 'yes' : faults.join('; '),
    ];
  });
  return [head, ...rows];
}

export function terminalTable(of: Case, result: CaseResult): string {
  const rows = rowsOf(of, result);
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => (column === row.length - 1 && row.length < rows[0]!.length ? 0 : (row[column]?.length ?? 0)))),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const targets = verdicts(of, result).map(({ target, said }) => `  target ${target}: ${said}`);
  const commits = result.commits ? [`  ${commitLine(result)}`] : [];
  return [`${of.title}  [${of.name}]`, ...lines.map((line) => `  ${line}`), ...commits, ...targets, ''].join('\n');
}

export function commitLine({ commits = [] }: CaseResult): string {
  const middle = (values: readonly number[]): string => short(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
  return `one commit here: ${middle(commits.map(({ commitMs }) => commitMs))} ms, of which the disk's fdatasync ${middle(commits.map(({ syncMs }) => syncMs))} ms`;
}
