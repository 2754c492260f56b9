import type { Editor } from '@tiptap/core';
import { type JSX, useRef, useState } from 'react';
import { useSay } from './say.ts';

/** Bytes of a file that is brought in: below what one update may have. */
const FILE_BYTES = 100_000;

/** Markdown out, as a file, and in, where the cursor is. */
export function MarkdownDoors({ editor, writes }: { readonly editor: Editor; readonly writes: boolean }): JSX.Element {
  const say = useSay();
  const picker = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const bringIn = async (file: File | undefined): Promise<void> => {
    setWrong(file !== undefined && file.size > FILE_BYTES);
    if (file && file.size <= FILE_BYTES)
      editor
        .chain()
        .focus()
        .insertContent(await file.text(), { contentType: 'markdown' })
        .run();
  };
  return (
    <>
      <button type="button" onClick={() => save(editor.getMarkdown())}>
        {say('document.takeOut')}
      </button>
      {writes && (
        <>
          <button type="button" onClick={() => picker.current?.click()}>
            {say('document.bringIn')}
          </button>
          <input
            ref={picker}
            type="file"
            hidden
            accept=".md,.markdown,.txt,text/markdown,text/plain"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              // The same file can be picked again.
              event.target.value = '';
              void bringIn(file);
            }}
          />
        </>
      )}
      <span role="alert" className="document-wrong">
        {wrong && say('document.bringIn.tooLarge')}
      </span>
    </>
  );
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }));
  const link = globalThis.document.createElement('a');
  link.href = address;
  link.download = 'document.md';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address));
}
