import type { JSONContent } from '@tiptap/core';
import { MarkdownManager } from '@tiptap/markdown';
import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { extensionsOf } from './extensions.ts';

const manager = (): MarkdownManager => {
  const doc = new Y.Doc();
  return new MarkdownManager({ extensions: extensionsOf({ doc, awareness: undefined, task: (words) => words }) });
};

/** A document as Markdown (CommonMark with GitHub's tables and task lists). */
export const markdownOf = (fragment: Y.XmlFragment): string => manager().serialize(yXmlFragmentToProsemirrorJSON(fragment) as JSONContent);

/** What Markdown says, as the editor has it. */
export const fromMarkdown = (text: string): JSONContent => manager().parse(text);
