import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { type JSX, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { LinkField } from './link-field.tsx';
import { type DocumentKey, useSay } from './say.ts';

interface Tool {
  readonly key: DocumentKey;
  readonly face: ReactNode;
  readonly on?: boolean;
  readonly off?: boolean;
  run(): unknown;
}

const HEADINGS = [1, 2, 3] as const;

/** What can be done to the text. One stop for the Tab key; arrows go from tool to tool (WAI-ARIA, toolbar). */
export function Toolbar({ editor }: { readonly editor: Editor }): JSX.Element {
  const say = useSay();
  const bar = useRef<HTMLDivElement>(null);
  const [linking, setLinking] = useState(false);
  const [at, setAt] = useState(0);
  const is = useEditorState({
    editor,
    selector: ({ editor: each }) => ({
      bold: each.isActive('bold'),
      italic: each.isActive('italic'),
      strike: each.isActive('strike'),
      code: each.isActive('code'),
      link: each.isActive('link'),
      level: HEADINGS.find((level) => each.isActive('heading', { level })),
      bullets: each.isActive('bulletList'),
      numbers: each.isActive('orderedList'),
      tasks: each.isActive('taskList'),
      quote: each.isActive('blockquote'),
      block: each.isActive('codeBlock'),
      table: each.isActive('table'),
      undo: each.can().undo(),
      redo: each.can().redo(),
    }),
  });
  const chain = () => editor.chain().focus();
  const tools: readonly Tool[] = [
    { key: 'document.bold', face: <b>B</b>, on: is.bold, run: () => chain().toggleBold().run() },
    { key: 'document.italic', face: <i>I</i>, on: is.italic, run: () => chain().toggleItalic().run() },
    { key: 'document.strike', face: <s>S</s>, on: is.strike, run: () => chain().toggleStrike().run() },
    { key: 'document.code', face: <code>‹›</code>, on: is.code, run: () => chain().toggleCode().run() },
    { key: 'document.link', face: '🔗\uFE0E', on: is.link, run: () => setLinking(true) },
    { key: 'document.bullets', face: '•', on: is.bullets, run: () => chain().toggleBulletList().run() },
    { key: 'document.numbers', face: <span className="document-numbers" />, on: is.numbers, run: () => chain().toggleOrderedList().run() },
    { key: 'document.tasks', face: '☑\uFE0E', on: is.tasks, run: () => chain().toggleTaskList().run() },
    { key: 'document.quote', face: '”', on: is.quote, run: () => chain().toggleBlockquote().run() },
    { key: 'document.block', face: <code>{'{ }'}</code>, on: is.block, run: () => chain().toggleCodeBlock().run() },
    ...(is.table ? [] : [{ key: 'document.table' as const, face: '▦', run: () => chain().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run() }]),
    { key: 'document.undo', face: '↶', off: !is.undo, run: () => chain().undo().run() },
    { key: 'document.redo', face: '↷', off: !is.redo, run: () => chain().redo().run() },
  ];
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const target =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? tools.length
          : step === undefined
            ? undefined
            : at + step * (getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1);
    if (target === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(tools.length, target));
    setAt(next);
    bar.current?.querySelectorAll<HTMLElement>('[data-tool]')[next]?.focus();
  };
  const style = (level: string): void => {
    if (level === '') chain().setParagraph().run();
    else
      chain()
        .setHeading({ level: Number(level) as 1 | 2 | 3 })
        .run();
  };
  return (
    <div className="document-bar">
      <div ref={bar} className="document-tools" role="toolbar" tabIndex={-1} aria-label={say('document.tools')} aria-controls="document-text" onKeyDown={move}>
        <select
          data-tool
          aria-label={say('document.style')}
          value={is.level ?? ''}
          tabIndex={at === 0 ? 0 : -1}
          onFocus={() => setAt(0)}
          onChange={(event) => style(event.target.value)}
        >
          <option value="">{say('document.style.paragraph')}</option>
          {HEADINGS.map((level) => (
            <option key={level} value={level}>
              {say(`document.style.${level}`)}
            </option>
          ))}
        </select>
        {tools.map(({ key, face, on, off, run }, index) => (
          <button
            key={key}
            type="button"
            data-tool
            title={say(key)}
            aria-label={say(key)}
            {...(on !== undefined && { 'aria-pressed': on })}
            aria-disabled={off ?? false}
            tabIndex={at === index + 1 ? 0 : -1}
            onFocus={() => setAt(index + 1)}
            // The selection stays where it is.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => off !== true && run()}
          >
            <span aria-hidden="true">{face}</span>
          </button>
        ))}
      </div>
      {linking && <LinkField editor={editor} onClose={() => setLinking(false)} />}
      {is.table && <TableTools editor={editor} />}
    </div>
  );
}

function TableTools({ editor }: { readonly editor: Editor }): JSX.Element {
  const say = useSay();
  const chain = () => editor.chain().focus();
  const tools = [
    ['document.table.row', () => chain().addRowAfter().run()],
    ['document.table.column', () => chain().addColumnAfter().run()],
    ['document.table.noRow', () => chain().deleteRow().run()],
    ['document.table.noColumn', () => chain().deleteColumn().run()],
    ['document.table.gone', () => chain().deleteTable().run()],
  ] as const;
  return (
    <div className="document-tools document-more" role="group" aria-label={say('document.table.tools')}>
      {tools.map(([key, run]) => (
        <button key={key} type="button" onMouseDown={(event) => event.preventDefault()} onClick={run}>
          {say(key)}
        </button>
      ))}
    </div>
  );
}
