import type { Block, Span } from './markdown.ts';

export interface TableLink {
  readonly room: string;
  readonly ref: string;
}

/** What a text links of rooms' tables, each once, in the order in which it stands there. */
export function tableLinks(blocks: readonly Block[]): readonly TableLink[] {
  const links = new Map<string, TableLink>();
  const look = (spans: readonly Span[]): void => {
    for (const span of spans) {
      if (span.is === 'link') {
        const { destination } = span;
        if (destination.to === 'room' && destination.ref !== undefined)
          links.set(`${destination.room} ${destination.ref}`, { room: destination.room, ref: destination.ref });
      } else if ('spans' in span) look(span.spans);
    }
  };
  for (const block of blocks) {
    if ('spans' in block) look(block.spans);
    else if (block.is === 'quote') for (const link of tableLinks(block.blocks)) links.set(`${link.room} ${link.ref}`, link);
    else if (block.is === 'list') for (const item of block.items) for (const link of tableLinks(item.blocks)) links.set(`${link.room} ${link.ref}`, link);
  }
  return [...links.values()];
}
