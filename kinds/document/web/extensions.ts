import type { Extensions } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Markdown } from '@tiptap/markdown';
import StarterKit from '@tiptap/starter-kit';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';
import { FIELD } from '../updates.ts';
import { Cursors } from './cursors.ts';

/** Addresses that a link may have: what is a script, or nobody knows, is text. */
const LINKS = /^(?:https?:\/\/|mailto:|\/|#)/i;
export const isLink = (address: string): boolean => LINKS.test(address.trim());

export interface Parts {
  readonly doc: Doc;
  readonly awareness: Awareness | undefined;
  /** What a task's box is called. */
  task(text: string): string;
}

/** What a document is made of. Undo is Yjs', which undoes one's own alone. */
export function extensionsOf({ doc, awareness, task }: Parts): Extensions {
  return [
    StarterKit.configure({
      undoRedo: false,
      heading: { levels: [1, 2, 3] },
      link: {
        openOnClick: false,
        autolink: true,
        isAllowedUri: (address) => isLink(address),
        HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
      },
    }),
    TaskList,
    TaskItem.configure({ nested: true, a11y: { checkboxLabel: ({ textContent }) => task(textContent) } }),
    // As wide as what is in it: a table's widths would be inline styles, which are not allowed here.
    Table.extend({ renderHTML: ({ HTMLAttributes }) => ['table', HTMLAttributes, ['tbody', 0]] }).configure({ resizable: false }),
    TableRow,
    TableHeader,
    TableCell,
    Markdown,
    Collaboration.configure({ document: doc, field: FIELD }),
    Cursors.configure({ awareness }),
  ];
}
