import type { Case } from '../cases/case.ts';
import { figure, ratio } from './figures.ts';
import type { Calibration, CaseResult, PeerResult } from './result.ts';

/** A figure of one peer; `ratio` is ours to theirs. */
interface Line {
  readonly name: string;
  /** The median; null when it came to nothing, of which `trouble` says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly peer: string;
  readonly ratio: number | null;
  readonly version?: string;
  readonly least?: number;
  readonly most?: number;
  readonly runs?: number;
  /** All that was said reached everybody, in order, in every run. */
  readonly whole?: boolean;
  readonly trouble?: string;
}

/** One object a line, for programs. */
export function jsonLines(of: Case, result: CaseResult): string {
  return result.peers
    .flatMap((peer) => linesOf(of, result, peer))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function linesOf(of: Case, result: CaseResult, { peer, version, trouble, runs }: PeerResult): readonly Line[] {
  const whole = runs.every((run) => run !== null && run.faults.length === 0);
  const lines = [of.metric, ...of.also].flatMap((metric): readonly Line[] => {
    const found = figure(result, peer, metric);
    if (!found) return [];
    const { median: value, ...spread } = found;
    return [{ name: of.name, value, unit: metric.unit, peer, ratio: ratio(result, peer, metric)?.median ?? null, ...spread, version, whole }];
  });
  if (lines.length > 0) return lines;
  return [{ name: of.name, value: null, unit: of.metric.unit, peer, ratio: null, version, trouble: trouble ?? 'came to nothing' }];
}

/** What the generator can count, of a server that writes prebuilt bytes. */
export function calibrationJson({ reads, messages }: Calibration): string {
  const line = (unit: string, { done, seconds }: Calibration['reads']): Line => ({
    name: 'generator',
    value: done / seconds,
    unit,
    peer: 'prebuilt',
    ratio: null,
  });
  return `${JSON.stringify(line('frames/s in writes of one', reads))}\n${JSON.stringify(line('messages/s in large writes', messages))}\n`;
}
