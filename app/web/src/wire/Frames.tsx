import { type JSX, type KeyboardEvent, memo, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { closing } from '@atrium/protocol';
import { Button } from '../parts/Button.tsx';
import { type Say, useSpeech } from '../strings/speech.tsx';
import { headBytes } from './frame.ts';
import type { Entry, FrameEntry, Recorded } from './recorder.ts';
import { summaryOf } from './summary.ts';
import { type Lane, lanes } from './told.ts';
import { preciseTimeIn, sizeIn } from './words.ts';

/** Pixels from the end within which new lines are followed. */
const NEAR_END = 40;

/** What passes, one line each, the newest last. */
export function Frames({ recorded }: { readonly recorded: Recorded }): JSX.Element {
  const { say, tongue } = useSpeech();
  const [hidden, setHidden] = useState<ReadonlySet<Lane>>(new Set());
  const [paused, setPaused] = useState<readonly Entry[]>();
  const [opened, setOpened] = useState<number>();
  const [current, setCurrent] = useState<number>();
  const list = useRef<HTMLUListElement>(null);
  const follows = useRef(true);

  const lines = (paused ?? recorded.entries).filter((entry) => entry.what !== 'frame' || [...entry.lanes].some((lane) => !hidden.has(lane)));
  const frames = lines.filter((entry) => entry.what === 'frame');
  // One line can be reached by Tab, from there the arrows go: the chosen one, or the newest.
  const reached = frames.some(({ id }) => id === current) ? current : frames.at(-1)?.id;
  const since = paused === undefined ? 0 : recorded.entries.filter(({ id }) => id > (paused.at(-1)?.id ?? 0)).length;

  useLayoutEffect(() => {
    if (opened !== undefined) list.current?.querySelector('.wire-frame.open')?.scrollIntoView({ block: 'nearest' });
  }, [opened]);
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && follows.current && paused === undefined) element.scrollTop = element.scrollHeight;
  }, [lines.length, recorded, paused, opened]);

  const toggle = useCallback((id: number): void => {
    follows.current = false;
    setCurrent(id);
    setOpened((was) => (was === id ? undefined : id));
  }, []);
  const move = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('.wire-row') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    const button = to === undefined || at === -1 || event.altKey ? undefined : buttons[to];
    if (button === undefined) return;
    event.preventDefault();
    setCurrent(Number(button.dataset['id']));
    button.focus();
  };

  return (
    <>
      <div className="wire-filter" role="group" aria-label={say('wire.filter')}>
        {lanes.map((lane) => (
          <button
            key={lane}
            type="button"
            className="wire-lane"
            aria-pressed={!hidden.has(lane)}
            onClick={() => setHidden((before) => (before.has(lane) ? new Set([...before].filter((one) => one !== lane)) : new Set([...before, lane])))}
          >
            {say(`wire.lane.${lane}`)} <small>{recorded.lanes[lane]}</small>
          </button>
        ))}
        <Button
          look="quiet"
          className="wire-pause"
          aria-pressed={paused !== undefined}
          onClick={() => setPaused((before) => (before === undefined ? recorded.entries : undefined))}
        >
          {paused === undefined ? say('wire.pause') : say('wire.goOn', { count: since })}
        </Button>
      </div>
      <ul
        ref={list}
        className="wire-frames"
        aria-label={say('wire.frames')}
        onKeyDown={move}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
        }}
      >
        {lines.map((entry) =>
          entry.what === 'frame' ? (
            <FrameLine
              key={entry.id}
              frame={entry}
              open={opened === entry.id}
              reached={reached === entry.id}
              toggle={toggle}
              say={say}
              locale={tongue.locale}
            />
          ) : (
            <li key={entry.id} className="wire-happening">
              <time>{preciseTimeIn(tongue.locale, entry.at)}</time>
              <span>{happeningIn(say, entry)}</span>
            </li>
          ),
        )}
        {recorded.counts.sent.frames + recorded.counts.heard.frames === 0 && <li className="wire-none">{say('wire.nothing')}</li>}
      </ul>
    </>
  );
}

function happeningIn(say: Say, entry: Exclude<Entry, FrameEntry>): string {
  if (entry.what === 'closed') return say('wire.was.closed', { code: String(entry.code), name: entry.reason || closing(entry.code).name });
  if (entry.what === 'rejected') return say('wire.was.rejected', { message: entry.message });
  return say(`wire.was.${entry.what}`);
}

/** A line that does not change is not drawn again, however many follow. */
const FrameLine = memo(function FrameLine({
  frame,
  open,
  reached,
  toggle,
  say,
  locale,
}: {
  readonly frame: FrameEntry;
  readonly open: boolean;
  readonly reached: boolean;
  toggle(id: number): void;
  readonly say: Say;
  readonly locale: string;
}): JSX.Element {
  const { parts, more, channel, at } = summaryOf(frame);
  const size = sizeIn(say, frame.bytes);
  return (
    <li className={open ? 'wire-frame open' : 'wire-frame'}>
      <button type="button" className="wire-row" data-id={frame.id} aria-expanded={open} tabIndex={reached ? 0 : -1} onClick={() => toggle(frame.id)}>
        <time dir="ltr">{preciseTimeIn(locale, frame.at)}</time>
        <span className="wire-way">
          <span aria-hidden="true">{frame.way === 'sent' ? '↑' : '↓'}</span>
          <span className="spoken">{say(frame.way === 'sent' ? 'wire.waySent' : 'wire.wayHeard')}</span>
        </span>
        <span className="wire-what" dir="ltr">
          {parts.length === 0 && <b>{say('wire.unreadable')}</b>}
          {parts.map(({ type, names, times }, index) => (
            <span key={index}>
              <b>{type}</b>
              {times > 1 && ` ×${times}`}
              {names.length > 0 && ` ${names.join(', ')}`}
            </span>
          ))}
          {more > 0 && <span>+{more}</span>}
          {channel !== undefined && <code>{typeof channel === 'number' ? say('wire.channels', { count: channel }) : channel}</code>}
        </span>
        <span className="wire-at" dir="ltr">
          {at !== undefined && <span className="spoken">{say('wire.offset')} </span>}
          {at}
        </span>
        <span className="wire-in">
          {[...frame.lanes].map((lane) => say(`wire.lane.${lane}`)).join(', ')}
          {frame.binary && ` · ${say('wire.binaryShort')}`}
        </span>
        <span className="wire-size">{size}</span>
      </button>
      {open && (
        <div className="wire-body">
          <p>{say(frame.binary ? 'wire.binary' : 'wire.text', { size, head: sizeIn(say, headBytes(frame)) })}</p>
          <pre dir="ltr">{frame.body}</pre>
          {frame.cut && <p>{say('wire.bodyCut')}</p>}
        </div>
      )}
    </li>
  );
});
