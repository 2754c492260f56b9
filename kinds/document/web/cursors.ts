import { Extension } from '@tiptap/core';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';

/** Colours of cursors, in document.css. */
const COLOURS = 8;

/** A person's colour, the same in every window. */
export function colourOf(who: string): number {
  let sum = 0;
  for (const letter of who) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % COLOURS;
}

/** Others' cursors and selections, in elements with classes: inline styles are not allowed here. */
export const Cursors = Extension.create<{ readonly awareness: Awareness | undefined }>({
  name: 'cursors',
  addOptions: () => ({ awareness: undefined }),
  addProseMirrorPlugins() {
    const { awareness } = this.options;
    if (!awareness) return [];
    return [
      yCursorPlugin(awareness, {
        cursorBuilder: (user: unknown) => {
          const { name, colour } = user as { readonly name: string; readonly colour: number };
          const caret = globalThis.document.createElement('span');
          caret.className = `document-caret document-colour-${colour}`;
          const label = globalThis.document.createElement('span');
          label.className = 'document-caret-name';
          label.textContent = name;
          caret.append('\u2060', label, '\u2060');
          return caret;
        },
        selectionBuilder: (user: unknown) => ({ class: `document-selection document-colour-${(user as { readonly colour: number }).colour}` }),
      }),
    ];
  },
});
