import 'uplot/dist/uPlot.min.css';
import { paint, useTableHost } from '@atrium/table/web';
import { type JSX, useEffect, useId, useRef, useState } from 'react';
import Plot from 'uplot';
import { alignLines } from './align.ts';
import { useSay } from './say.ts';
import { columnsOf, type Shown } from './things.ts';
import type { Tracking } from './use-things.ts';

const SPANS = [900, 3600, 86_400, 604_800] as const;
/** Lines that one can still tell apart. */
const LINES = 8;
const HUES = [38, 200, 140, 280, 80, 330, 240, 110] as const;

type Line = readonly (readonly [at: number, value: number])[];
interface Props {
  readonly channel: Tracking;
  readonly things: readonly Shown[];
  readonly chosen: string | undefined;
}

/** One number of several things over time. */
export function ChartView({ channel, things, chosen }: Props): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const numbers = columnsOf(things).filter(({ sort }) => sort === 'number');
  const [picked, setPicked] = useState<string>();
  const [span, setSpan] = useState<(typeof SPANS)[number]>(3600);
  const [name, select] = [useId(), useId()];
  const field = picked ?? numbers[0]?.field;
  const having = field === undefined ? [] : things.filter(({ fields }) => typeof fields[field]?.[0] === 'number');
  const shown = [...having.filter(({ key }) => key === chosen), ...having.filter(({ key }) => key !== chosen)].slice(0, LINES);
  const keys = shown.map(({ key }) => key).join(' ');
  const [past, setPast] = useState<ReadonlyMap<string, Line>>(new Map());
  useEffect(() => {
    if (field === undefined || keys === '') return;
    let wanted = true;
    const to = Date.now();
    const asked = keys.split(' ').map(async (thing): Promise<[string, Line]> => {
      const { reply } = await channel.query('history', { thing, field, from: to - span * 1000, to });
      return [thing, reply.points.flatMap(([at, value]) => (typeof value === 'number' ? [[at, value] as const] : []))];
    });
    void Promise.all(asked).then(
      (lines) => wanted && setPast(new Map(lines)),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [channel, field, keys, span]);

  // What came since is put behind what was.
  const lines = shown.map(({ key, fields }): Line => {
    const before = past.get(key) ?? [];
    const [value, at] = (field !== undefined && fields[field]) || [];
    return typeof value === 'number' && at !== undefined && at > (before.at(-1)?.[0] ?? 0) ? [...before, [at, value]] : before;
  });
  useGrowing(past, { shown, field, grow: setPast });
  return (
    <section className="board-chart" aria-label={say('board.view.chart')}>
      <div className="board-chart-head">
        <label htmlFor={select}>{say('board.chart.field')}</label>
        <select id={select} value={field ?? ''} onChange={(event) => setPicked(event.target.value)}>
          {numbers.map((each) => (
            <option key={each.field}>{each.field}</option>
          ))}
        </select>
        <fieldset className="board-views" aria-label={say('board.chart.span')}>
          {SPANS.map((each) => (
            <label key={each}>
              <input type="radio" name={name} checked={span === each} onChange={() => setSpan(each)} />
              {say(`board.chart.${each}`)}
            </label>
          ))}
        </fieldset>
      </div>
      {field === undefined ? (
        <p className="board-faint">{say('board.noChart')}</p>
      ) : (
        <Drawn names={shown.map((thing) => thing.name)} lines={lines} language={language} said={say('board.chart.said', { field, count: shown.length })} />
      )}
    </section>
  );
}

/** Each new value is kept, so that a line has all of them and not the last alone. */
function useGrowing(
  past: ReadonlyMap<string, Line>,
  { shown, field, grow }: { readonly shown: readonly Shown[]; readonly field: string | undefined; grow(past: ReadonlyMap<string, Line>): void },
): void {
  useEffect(() => {
    if (field === undefined || past.size === 0) return;
    let grown: Map<string, Line> | undefined;
    for (const { key, fields } of shown) {
      const [value, at] = fields[field] ?? [];
      const before = past.get(key);
      if (!before || typeof value !== 'number' || at === undefined || at <= (before.at(-1)?.[0] ?? 0)) continue;
      grown ??= new Map(past);
      grown.set(key, [...before.slice(-1000), [at, value]]);
    }
    if (grown) grow(grown);
  });
}

function Drawn({
  names,
  lines,
  language,
  said,
}: {
  readonly names: readonly string[];
  readonly lines: readonly Line[];
  readonly language: string;
  readonly said: string;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>(undefined);
  const labels = names.join('\0');
  useEffect(() => {
    if (!box.current) return;
    const element = box.current;
    const make = (): Plot => {
      const [text, grid] = [paint(element, '--text-faint'), paint(element, '--text', 0.08)];
      const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: `12px ${getComputedStyle(element).fontFamily}` };
      return new Plot(
        {
          width: element.clientWidth,
          height: Math.max(200, element.clientHeight - 60),
          fmtDate: (template) => Plot.fmtDate(template),
          axes: [
            { ...axis, values: (_plot, ticks) => ticks.map((tick) => timeOf(tick, ticks, language)) },
            { ...axis, size: 56 },
          ],
          series: [
            { value: (_plot, at) => (at === null ? '' : new Date(at * 1000).toLocaleString(language)) },
            ...labels
              .split('\0')
              .map((label, index) => ({ label, stroke: `hsl(${HUES[index % HUES.length]} 55% 50%)`, width: 1.75, spanGaps: true, points: { show: false } })),
          ],
        },
        [[], ...labels.split('\0').map(() => [])],
        element,
      );
    };
    let made = make();
    plot.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: Math.max(200, element.clientHeight - 60) }));
    sizes.observe(element);
    const theme = new MutationObserver(() => {
      const { data } = made;
      made.destroy();
      made = make();
      made.setData(data);
      plot.current = made;
    });
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      sizes.disconnect();
      theme.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [labels, language]);
  useEffect(() => {
    plot.current?.setData(alignLines(lines));
  }, [lines, labels]);
  return <div ref={box} className="board-plot" role="img" aria-label={said} dir="ltr" />;
}

/** The hour where the ticks are hours, the day where they are days. */
function timeOf(tick: number, ticks: readonly number[], language: string): string {
  const apart = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  const date = new Date(tick * 1000);
  return apart >= 86_400
    ? date.toLocaleDateString(language, { day: 'numeric', month: 'short' })
    : date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', ...(apart < 60 && { second: '2-digit' }) });
}
