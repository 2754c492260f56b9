export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
/** Pixels between a menu and its button, and between a menu and the window's edge. */
const GAP = 4;
const EDGE = 8;

/** Where a menu stands: under its button, or above it where there is more room; flush with the side that the text begins on, or the other. */
export function placeMenu(button: Box, menu: Size, window: Size, align: 'left' | 'right'): { readonly left: number; readonly top: number } {
  const below = window.height - button.bottom - GAP - EDGE;
  const above = button.top - GAP - EDGE;
  const top = menu.height <= below || below >= above ? button.bottom + GAP : button.top - GAP - menu.height;
  const left = align === 'left' ? button.left : button.right - menu.width;
  return { left: within(left, EDGE, window.width - EDGE - menu.width), top: within(top, EDGE, window.height - EDGE - menu.height) };
}
const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));
