/** What was typed and not sent, per person and room, kept in this browser. */
export interface Draft {
  readonly text: string;
  /** The message it will answer. */
  readonly quote: number | undefined;
  /** Which of several people of one name is meant: lower-case name and id. */
  readonly picked: readonly (readonly [name: string, id: string])[];
}

export const noDraft: Draft = { text: '', quote: undefined, picked: [] };
const keyOf = (me: string, room: string): string => `atrium.draft.${me}.${room}`;

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function readDraft(shelf: Shelf | undefined, { me, room }: { readonly me: string; readonly room: string }): Draft {
  try {
    return parse(JSON.parse(shelf?.getItem(keyOf(me, room)) ?? 'null'));
  } catch {
    return noDraft;
  }
}

/** Keeps it, or forgets an empty one. A full or forbidden store is no reason to disturb who writes. */
export function keepDraft(shelf: Shelf | undefined, { me, room }: { readonly me: string; readonly room: string }, draft: Draft): void {
  try {
    if (draft.text.trim() === '' && draft.quote === undefined) shelf?.removeItem(keyOf(me, room));
    else shelf?.setItem(keyOf(me, room), JSON.stringify(draft));
  } catch {
    // It lives on in the page.
  }
}

/** The browser's store, where the browser allows one. */
export function browserShelf(): Shelf | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

function parse(stored: unknown): Draft {
  if (typeof stored !== 'object' || stored === null) return noDraft;
  const { text, quote, picked } = stored as Record<string, unknown>;
  const pairs = Array.isArray(picked)
    ? picked.filter((pair): pair is [string, string] => Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string')
    : [];
  return { text: typeof text === 'string' ? text : '', quote: typeof quote === 'number' && Number.isSafeInteger(quote) ? quote : undefined, picked: pairs };
}
