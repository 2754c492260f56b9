import type { Alone, Beside, Case, CommitsMore, Metric } from '../cases/case.ts';
import { peers, type PeerName } from '../lib/peers.ts';
import { pairedRatio, short, type Summary, summary } from '../lib/statistics.ts';
import type { CaseResult } from './result.ts';

export function valuesOf(result: CaseResult, peer: PeerName, metric: Metric): readonly (number | undefined)[] {
  return result.peers.find((each) => each.peer === peer)?.runs.map((run) => (run ? metric.of(run) : undefined)) ?? [];
}

/** Undefined when no run came to anything. */
export function figure(result: CaseResult, peer: PeerName, metric: Metric): Summary | undefined {
  const values = valuesOf(result, peer, metric).filter((value) => value !== undefined);
  return values.length > 0 ? summary(values) : undefined;
}

/** Ours to theirs, round by round. */
export function ratio(result: CaseResult, peer: PeerName, metric: Metric): Summary | undefined {
  return peer === 'atrium' ? undefined : pairedRatio(valuesOf(result, 'atrium', metric), valuesOf(result, peer, metric));
}

export interface Verdict {
  readonly target: string;
  readonly holds: boolean;
  readonly said: string;
}

/** What was to be reached, and whether it was. */
export function verdicts(of: Case, result: CaseResult): readonly Verdict[] {
  return of.targets.flatMap((target) => {
    if ('beside' in target) return target.beside.map((peer) => besideOne(result, target, peer));
    return 'than' in target ? commitsMore(result, target) : alone(result, target);
  });
}

function alone(result: CaseResult, of: Alone): Verdict {
  const { metric } = of;
  const [target, bound] =
    'least' in of ? ([`≥ ${short(of.least)} ${metric.unit}`, { least: of.least }] as const) : ([`≤ ${short(of.most)} ${metric.unit}`, { most: of.most }] as const);
  const ours = figure(result, 'atrium', metric)?.median;
  return ours === undefined ? notMeasured(target) : verdict(target, { is: ours, bound, shown: short(ours) });
}

function besideOne(result: CaseResult, { metric, bound }: Beside, peer: PeerName): Verdict {
  const target = `${'least' in bound ? `≥ ${bound.least}` : `≤ ${bound.most}`} × ${peers[peer].label} (${metric.unit})`;
  const is = ratio(result, peer, metric);
  return is ? verdict(target, { is: is.median, bound, shown: `${short(is.median)} × (${short(is.least)}–${short(is.most)})` }) : notMeasured(target);
}

function commitsMore(result: CaseResult, { metric, than, commits }: CommitsMore): Verdict {
  const target = `≤ ${peers[than].label} and ${commits} commits`;
  const ours = figure(result, 'atrium', metric)?.median;
  const theirs = figure(result, than, metric)?.median;
  if (ours === undefined || theirs === undefined || !result.commits || result.commits.length === 0) return notMeasured(target);
  const most = theirs + commits * summary(result.commits.map(({ commitMs }) => commitMs)).median;
  return verdict(`${target}: ${short(most)} ${metric.unit}`, { is: ours, bound: { most }, shown: short(ours) });
}

const notMeasured = (target: string): Verdict => ({ target, holds: false, said: 'not measured' });

function verdict(target: string, { is, bound, shown }: { readonly is: number; readonly bound: Beside['bound']; readonly shown: string }): Verdict {
  const off = 'least' in bound ? 1 - is / bound.least : bound.most === 0 ? is : is / bound.most - 1;
  return off <= 0
    ? { target, holds: true, said: `holds: ${shown}` }
    : { target, holds: false, said: `falls short by ${Math.max(1, Math.round(off * 100))} %: ${shown}` };
}
