import * as Y from 'yjs';
import { FIELD, open, type Parts } from '../updates.ts';

/** What a document says of itself where it is linked: its first line, and how it goes on. */
export interface Words {
  readonly title: string;
  readonly rest: string;
}

const REST = 160;

export function wordsOf(parts: Parts): Words {
  const doc = open(parts);
  const lines: string[] = [];
  for (const node of doc.getXmlFragment(FIELD).toArray()) {
    const text = textIn(node).replace(/\s+/g, ' ').trim();
    if (text !== '') lines.push(text);
    if (lines.join(' ').length > 2 * REST) break;
  }
  doc.destroy();
  const [title = '', ...rest] = lines;
  const more = rest.join(' ');
  return { title: short(title, REST), rest: short(more, REST) };
}

function textIn(node: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  if (node instanceof Y.XmlText)
    return node
      .toDelta()
      .map(({ insert }: { readonly insert: unknown }) => (typeof insert === 'string' ? insert : ' '))
      .join('');
  if (!(node instanceof Y.XmlElement)) return '';
  return node
    .toArray()
    .map((inner) => textIn(inner as Y.XmlElement | Y.XmlText))
    .join(' ');
}

const short = (text: string, characters: number): string => (text.length <= characters ? text : `${text.slice(0, characters).replace(/\s+\S*$/, '')}…`);
