import { Editor } from '@tiptap/core';
import * as Y from 'yjs';
import { extensionsOf } from './extensions.ts';

/** A document as Markdown (CommonMark with GitHub's tables and task lists). */
export function markdownOf(fragment: Y.XmlFragment): string {
  const { doc } = fragment;
  if (!doc) return '';
  const editor = new Editor({ element: null, injectCSS: false, extensions: extensionsOf({ doc, awareness: undefined }) });
  const text = editor.getMarkdown();
  editor.destroy();
  return text;
}
