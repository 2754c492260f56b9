import { memo } from 'react';

/** Hues that stay apart from the accent (38) and from each other, at one lightness, so that white letters stand on all of them at 4.5:1. */
const HUES = [250, 150, 320, 200, 285, 112, 228, 345, 175, 305, 90, 265] as const;

/** A person keeps their colour everywhere: it follows from the id alone. */
export function hueOf(id: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) sum = Math.imul(sum ^ id.charCodeAt(i), 0x01000193);
  // The low bits of such a sum hardly mix; the high ones do.
  return HUES[(sum >>> 16) % HUES.length] ?? HUES[0];
}

const graphemes = new Intl.Segmenter();
export function initialOf(name: string): string {
  const first = graphemes.segment(name.trim())[Symbol.iterator]().next();
  return first.done ? '?' : first.value.segment.toLocaleUpperCase();
}

/** Not a person: what stands on the room's table speaks. */
const isTable = (id: string): boolean => id.startsWith('channel:');

export interface FaceProps {
  readonly id: string;
  readonly name: string;
  /** Pixels; letters and corners follow. */
  readonly size: number;
  /** Shows the dot of who is here. */
  readonly present?: boolean;
  /** One's own face has the accent: it is what is mine. */
  readonly mine?: boolean;
}

/** A rounded square with a letter. The name stands beside it or in its title, so it is hidden from screen readers. */
export const Face = memo(function Face({ id, name, size, present, mine }: FaceProps) {
  return (
    <span
      className={mine === true ? 'chat-face chat-face-mine' : isTable(id) ? 'chat-face chat-face-table' : 'chat-face'}
      aria-hidden="true"
      title={name}
      style={{ '--face-hue': hueOf(id), '--face-size': `${size}px` } as React.CSSProperties}
    >
      {isTable(id) ? '◇' : initialOf(name)}
      {present === true && <i className="chat-face-here" />}
    </span>
  );
});
