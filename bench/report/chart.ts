import type { Case } from '../cases/case.ts';
import { cases } from '../cases/index.ts';
import { peers } from '../lib/peers.ts';
import { short } from '../lib/statistics.ts';
import { figure } from './figures.ts';
import type { CaseResult, Results } from './result.ts';

/** Pixels. */
const ROW = 22;
const LEFT = 170;
const BAR = 430;
const RIGHT = 120;
const HEAD = 44;
const GAP = 18;
const WIDTH = LEFT + BAR + RIGHT;

/** Bars of the medians, with a line from the least to the most run; each case has a scale of its own, from zero. */
export function chart({ cases: results }: Results): string {
  let y = GAP;
  const parts: string[] = [];
  for (const of of cases) {
    const result = results.find(({ name }) => name === of.name);
    if (!result) continue;
    const panel = panelOf(of, result, y);
    parts.push(panel.text);
    y += panel.height + GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" font-family="system-ui, sans-serif" font-size="13">
<style>
  text { fill: #292524 } .unit { fill: #78716c } .bar { fill: #a8a29e } .ours { fill: #c2552d } .spread { stroke: #44403c; stroke-width: 1.5 } .page { fill: #fafaf9 }
  @media (prefers-color-scheme: dark) { text { fill: #e7e5e4 } .unit { fill: #a8a29e } .bar { fill: #57534e } .spread { stroke: #d6d3d1 } .page { fill: #1c1917 } }
</style>
<rect class="page" width="${WIDTH}" height="${y}"/>
${parts.join('\n')}
</svg>
`;
}

function panelOf(of: Case, result: CaseResult, top: number): { readonly text: string; readonly height: number } {
  const bars = result.peers.flatMap(({ peer }) => {
    const found = figure(result, peer, of.metric);
    return found ? [{ peer, ...found }] : [];
  });
  const most = Math.max(...bars.map((bar) => bar.most), Number.MIN_VALUE);
  const x = (value: number): number => Math.round(LEFT + (value / most) * BAR);
  const lines = bars.map(({ peer, median, least, most: highest }, row) => {
    const y = top + HEAD + row * ROW;
    return `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${peers[peer].label}</text><rect class="${peer === 'atrium' ? 'ours' : 'bar'}" x="${LEFT}" y="${y}" width="${Math.max(1, x(median) - LEFT)}" height="15" rx="2"/><line class="spread" x1="${x(least)}" x2="${x(highest)}" y1="${y + 7.5}" y2="${y + 7.5}"/><text x="${x(highest) + 8}" y="${y + 12}">${short(median)}</text>`;
  });
  const unit = `${of.metric.unit}, ${of.metric.more ? 'more' : 'less'} is better`;
  return {
    text: `<text x="8" y="${top + 14}" font-weight="600">${of.title}</text><text class="unit" x="8" y="${top + 32}">${unit}</text>\n${lines.join('\n')}`,
    height: HEAD + bars.length * ROW,
  };
}
