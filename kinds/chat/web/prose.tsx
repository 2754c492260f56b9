import { Fragment, memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { copyText } from './clipboard.ts';
import { useGround } from './ground.ts';
import { type Block, isEmojiOnly, readMarkdown, type Span } from './markdown.ts';
import { tableLinks } from './table-links.ts';

/** A message's text as it is shown. It is read once per text; names of people in it follow the directory by themselves. */
export const Prose = memo(function Prose({
  text,
  trail,
}: {
  readonly text: string;
  /** Stands in the last line, such as '(edited)'. */ readonly trail?: ReactNode;
}) {
  const blocks = useMemo(() => readMarkdown(text, location.origin), [text]);
  const big = useMemo(() => isEmojiOnly(text), [text]);
  const last = blocks.at(-1);
  const inline = last?.is === 'paragraph' || last?.is === 'heading';
  return (
    <div className={big ? 'chat-prose chat-prose-big' : 'chat-prose'}>
      {blocks.map((block, i) => (
        <BlockOf key={i} block={block} trail={inline && block === last ? trail : undefined} />
      ))}
      {!inline && trail}
      <Cards blocks={blocks} />
    </div>
  );
});

/** Things on tables that a message shows at most. */
const CARDS = 3;

/** What the message links of tables, as it is now. */
function Cards({ blocks }: { readonly blocks: readonly Block[] }) {
  const { card } = useGround();
  const links = useMemo(() => tableLinks(blocks).slice(0, CARDS), [blocks]);
  return links.map(({ room, ref }) => <Fragment key={`${room} ${ref}`}>{card?.(room, ref)}</Fragment>);
}

function BlockOf({ block, trail }: { readonly block: Block; readonly trail?: ReactNode }): ReactNode {
  switch (block.is) {
    case 'paragraph':
      return (
        <p>
          {spansOf(block.spans)}
          {trail !== undefined && <> {trail}</>}
        </p>
      );
    case 'heading':
      return (
        <p className="chat-heading">
          {spansOf(block.spans)}
          {trail !== undefined && <> {trail}</>}
        </p>
      );
    case 'quote':
      return <blockquote>{blocksOf(block.blocks)}</blockquote>;
    case 'list':
      return block.start === undefined ? <ul>{itemsOf(block)}</ul> : <ol start={block.start}>{itemsOf(block)}</ol>;
    case 'code':
      return <CodeBlock text={block.text} language={block.language} />;
    case 'table':
      return <TableOf table={block} />;
    case 'rule':
      return <hr />;
  }
}

const blocksOf = (blocks: readonly Block[]): ReactNode => blocks.map((block, i) => <BlockOf key={i} block={block} />);

const itemsOf = (list: Block & { readonly is: 'list' }): ReactNode =>
  list.items.map(({ task, blocks }, i) => (
    <li key={i} className={task === undefined ? undefined : 'chat-task'}>
      {task !== undefined && <TaskBox done={task} />}
      {blocksOf(blocks)}
    </li>
  ));

/** It shows and does not act: what is ticked off is edited in the text. */
function TaskBox({ done }: { readonly done: boolean }) {
  const { say } = useGround();
  return <span role="img" aria-label={say(done ? 'chat.task.done' : 'chat.task.open')} className={done ? 'chat-box chat-box-done' : 'chat-box'} />;
}

const spansOf = (spans: readonly Span[]): ReactNode => spans.map((span, i) => <Fragment key={i}>{spanOf(span)}</Fragment>);

function spanOf(span: Span): ReactNode {
  switch (span.is) {
    case 'text':
      return span.text;
    case 'break':
      return <br />;
    case 'strong':
      return <strong>{spansOf(span.spans)}</strong>;
    case 'em':
      return <em>{spansOf(span.spans)}</em>;
    case 'strike':
      return <s>{spansOf(span.spans)}</s>;
    case 'code':
      return <code>{span.text}</code>;
    case 'mention':
      return <Mention id={span.id} />;
    case 'link':
      return <LinkOf link={span} />;
  }
}

function Mention({ id }: { readonly id: string }) {
  const { me, nameOf } = useGround();
  return <span className={id === me.id ? 'chat-mention chat-mention-me' : 'chat-mention'}>@{nameOf(id)}</span>;
}

function LinkOf({ link: { destination, spans } }: { readonly link: Span & { readonly is: 'link' } }) {
  const { openRoom } = useGround();
  if (destination.to === 'web') {
    return (
      <a href={destination.href} title={destination.href} target="_blank" rel="noopener noreferrer">
        {spansOf(spans)}
      </a>
    );
  }
  const open = (event: React.MouseEvent): void => {
    // A new tab was asked for: the browser opens it.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    openRoom(destination.room, destination.ordinal, destination.ref);
  };
  return (
    <a href={destination.href} onClick={open}>
      {spansOf(spans)}
    </a>
  );
}

function CodeBlock({ text, language }: { readonly text: string; readonly language: string }) {
  const { say } = useGround();
  const [copied, setCopied] = useState<'yes' | 'no' | undefined>(undefined);
  const back = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLPreElement>(null);
  const scrolls = useScrolls(box);
  const copy = async (): Promise<void> => {
    setCopied((await copyText(text)) ? 'yes' : 'no');
    clearTimeout(back.current);
    back.current = setTimeout(() => setCopied(undefined), 2_000);
  };
  return (
    <div className="chat-code" dir="ltr">
      {/* What is too wide for its box is scrolled by keyboard too; Safari does not offer that by itself. */}
      <pre ref={box} {...(scrolls && { tabIndex: 0 })}>
        <code>{text}</code>
      </pre>
      <span className="chat-code-tools">
        {language !== '' && <span>{language}</span>}
        <button type="button" onClick={() => void copy()}>
          {copied === 'yes' ? say('chat.copied') : copied === 'no' ? say('chat.copyFailed') : say('chat.copyCode')}
        </button>
      </span>
    </div>
  );
}

/** Whether there is more in a box than it shows. */
function useScrolls(box: React.RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const sizes = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [box]);
  return scrolls;
}

function TableOf({ table: { align, head, rows } }: { readonly table: Block & { readonly is: 'table' } }) {
  const style = (i: number): React.CSSProperties => ({ textAlign: align[i] === 'right' ? 'end' : align[i] === 'center' ? 'center' : 'start' });
  const box = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(box);
  return (
    <div ref={box} className="chat-table" {...(scrolls && { tabIndex: 0 })}>
      <table>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i} style={style(i)}>
                {spansOf(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={r}>
              {row.map((cell, i) => (
                <td key={i} style={style(i)}>
                  {spansOf(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
