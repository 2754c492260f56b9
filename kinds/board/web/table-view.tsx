import { useTableHost } from '@atrium/table/web';
import { type JSX, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Rule } from '../contract.ts';
import type { Value } from '../values.ts';
import { Heard } from './heard.tsx';
import { useSay } from './say.ts';
import { type Column, columnsOf, type Shown, textOf } from './things.ts';
import { lineOf, type Trails } from './trails.ts';
import type { Tracking } from './use-things.ts';

/** Pixels of a row, here and in board.css: rows out of sight are not there. */
const ROW = 40;
/** Rows above and below what is in sight. */
const MORE = 8;
/** Pixels that the name and when it was heard take, and any other column. */
const SIDES = 250;
const COLUMN = 118;
const SPARK = { width: 56, height: 20 };
/** What is asked of the past for the lines: the last hour, of the first numbers, for as many things as are seen at once. */
const PAST_MS = 3_600_000;
const PAST_THINGS = 24;

interface Props {
  readonly channel: Tracking;
  readonly things: readonly Shown[];
  /** Undefined: what was is shown, and nothing comes. */
  readonly trails: Trails | undefined;
  readonly rules: readonly Rule[];
  readonly chosen: string | undefined;
  choose(thing: string): void;
}

/** Every thing in a row, its fields in columns; a cell whose value changed flashes. */
export function TableView({ channel, things, trails, rules, chosen, choose }: Props): JSX.Element {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, count: 40, columns: 4 });
  const columns = columnsOf(things, sight.columns);
  const line = columns.find(({ sort }) => sort === 'number')?.field;
  const look = (): void => {
    if (!box.current) return;
    const { scrollTop, clientHeight, clientWidth } = box.current;
    const next = {
      from: Math.max(0, Math.floor(scrollTop / ROW) - MORE),
      count: Math.ceil(clientHeight / ROW) + 2 * MORE,
      columns: Math.max(1, Math.floor((clientWidth - SIDES) / COLUMN)),
    };
    setSight((before) => (before.from === next.from && before.count === next.count && before.columns === next.columns ? before : next));
  };
  // Before it is painted: as many columns as there is room for.
  useLayoutEffect(() => {
    look();
    const sizes = new ResizeObserver(look);
    if (box.current) sizes.observe(box.current);
    return () => sizes.disconnect();
  }, []);
  useSeeds(channel, { trails, things, field: line });
  const silences = new Set(rules.flatMap(({ id, rule }) => (rule.when === 'silent' ? [id] : [])));
  const seen = things.slice(sight.from, sight.from + sight.count);
  return (
    <div ref={box} className="board-scroll" onScroll={look} tabIndex={-1}>
      <table className="board-table" aria-rowcount={things.length + 1}>
        <thead>
          <tr>
            <th scope="col">{say('board.thing')}</th>
            {columns.map(({ field, sort }) => (
              <th key={field} scope="col" className={`board-${sort}`}>
                {field}
              </th>
            ))}
            <th scope="col">{say('board.heard')}</th>
          </tr>
        </thead>
        <tbody>
          <Gap rows={sight.from} columns={columns.length + 2} />
          {seen.map((thing, index) => (
            <Row
              key={thing.key}
              thing={thing}
              row={sight.from + index + 2}
              columns={columns}
              columnNames={columns.map(({ field }) => field).join(' ')}
              line={line === undefined ? undefined : lineOf(trails?.of(thing.key, line) ?? [], SPARK)}
              lined={line}
              silent={thing.crossed.some((rule) => silences.has(rule))}
              over={thing.crossed.some((rule) => !silences.has(rule))}
              chosen={thing.key === chosen}
              choose={choose}
            />
          ))}
          <Gap rows={Math.max(0, things.length - sight.from - seen.length)} columns={columns.length + 2} />
        </tbody>
      </table>
    </div>
  );
}

function Gap({ rows, columns }: { readonly rows: number; readonly columns: number }): JSX.Element | null {
  const gap = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (gap.current) gap.current.style.blockSize = `${rows * ROW}px`;
  }, [rows]);
  return rows === 0 ? null : (
    <tr ref={gap} aria-hidden="true">
      <td colSpan={columns}>&nbsp;</td>
    </tr>
  );
}

interface RowProps {
  readonly thing: Shown;
  readonly row: number;
  readonly columns: readonly Column[];
  /** What `columns` are, for comparing. */
  readonly columnNames: string;
  readonly line: string | undefined;
  /** The field that it is of. */
  readonly lined: string | undefined;
  readonly silent: boolean;
  readonly over: boolean;
  readonly chosen: boolean;
  choose(thing: string): void;
}

const same = (a: RowProps, b: RowProps): boolean =>
  a.thing === b.thing &&
  a.line === b.line &&
  a.columnNames === b.columnNames &&
  a.chosen === b.chosen &&
  a.silent === b.silent &&
  a.over === b.over &&
  a.row === b.row;

const Row = memo(({ thing, row, columns, line, lined, silent, over, chosen, choose }: RowProps): JSX.Element => {
  const say = useSay();
  return (
    <tr aria-rowindex={row} className={chosen ? 'board-chosen' : undefined}>
      <th scope="row">
        <button type="button" dir="auto" aria-label={say('board.open', { thing: thing.name })} onClick={() => choose(thing.key)}>
          {thing.name}
        </button>
        {silent && <small className="board-mark">{say('board.silent')}</small>}
        {over && <small className="board-mark board-over">{say('board.over')}</small>}
      </th>
      {columns.map(({ field, sort }) => (
        <td key={field} className={`board-${sort}`}>
          {field === lined && (
            <svg className="board-line" viewBox={`0 -2 ${SPARK.width} ${SPARK.height + 4}`} width={SPARK.width} height={SPARK.height + 4} aria-hidden="true">
              <path d={line} />
            </svg>
          )}
          <Cell value={thing.fields[field]?.[0]} />
        </td>
      ))}
      <td className="board-heard">
        <Heard at={thing.heard} />
      </td>
    </tr>
  );
}, same);
Row.displayName = 'Row';

/** A value, which flashes when it is another. */
function Cell({ value }: { readonly value: Value | undefined }): JSX.Element | null {
  const { language } = useTableHost();
  const text = value === undefined ? '' : textOf(value, language);
  const [shown, setShown] = useState({ text, times: 0 });
  if (shown.text !== text) setShown({ text, times: shown.times + 1 });
  if (text === '') return null;
  return (
    <span key={shown.times} className={shown.times > 0 ? 'board-flash' : undefined} dir="auto">
      {text}
    </span>
  );
}

/** Asks once for what the lines were before one looked. */
function useSeeds(
  channel: Tracking,
  { trails, things, field }: { readonly trails: Trails | undefined; readonly things: readonly Shown[]; readonly field: string | undefined },
): void {
  const asked = useRef(new Set<string>());
  const wanted = field === undefined ? [] : things.slice(0, PAST_THINGS).filter(({ key }) => !asked.current.has(`${key} ${field}`));
  const names = wanted.map(({ key }) => key).join(' ');
  useEffect(() => {
    if (!trails || field === undefined || names === '') return;
    for (const thing of names.split(' ')) {
      asked.current.add(`${thing} ${field}`);
      const to = Date.now();
      channel.query('history', { thing, field, from: to - PAST_MS, to }).then(
        ({ reply: { points } }) => trails.seed({ thing, field, points }),
        () => undefined,
      );
    }
  }, [channel, trails, field, names]);
}
