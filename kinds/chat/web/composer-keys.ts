import { insideFence } from './fence.ts';

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, Alt or ⌘. */
  readonly modified: boolean;
  /** An input method is composing a word: every key is its. */
  readonly composing: boolean;
}

export interface ComposerState {
  readonly text: string;
  readonly caret: number;
  /** People are offered to be mentioned. */
  readonly offering: boolean;
  readonly editing: boolean;
  readonly quoting: boolean;
  /** A keyboard on the screen: Enter is a new line there, and a button sends. */
  readonly touch: boolean;
}

export type ComposerAct = 'send' | 'edit-last' | 'cancel' | 'offer-next' | 'offer-previous' | 'offer-take' | 'offer-close';

/** What a key does in the composer; nothing means that the browser does what it always does. */
export function actOf({ key, shift, modified, composing }: KeyPress, state: ComposerState): ComposerAct | undefined {
  if (composing) return undefined;
  if (state.offering && !modified) {
    if (key === 'ArrowDown') return 'offer-next';
    if (key === 'ArrowUp') return 'offer-previous';
    if (key === 'Enter' || (key === 'Tab' && !shift)) return 'offer-take';
    if (key === 'Escape') return 'offer-close';
  }
  if (key === 'Escape') return state.editing || state.quoting ? 'cancel' : undefined;
  if (key === 'ArrowUp' && state.text === '' && !shift && !modified && !state.editing) return 'edit-last';
  if (key !== 'Enter' || shift) return undefined;
  // Ctrl or ⌘ with Enter sends from everywhere, as many are used to.
  if (modified) return 'send';
  return state.touch || insideFence(state.text, state.caret) ? undefined : 'send';
}
