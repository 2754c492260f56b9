import { Marked, type MarkedToken, type Token, type Tokens } from 'marked';
import { MESSAGE_CHARACTERS } from '../messages.ts';
import { destinationOf, type Destination } from './safe-href.ts';

/** What a message is made of once its Markdown is read: plain data, in which no HTML can stand. */
export type Span =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'break' }
  | { readonly is: 'strong' | 'em' | 'strike'; readonly spans: readonly Span[] }
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'link'; readonly destination: Destination; readonly spans: readonly Span[] }
  | { readonly is: 'mention'; readonly id: string };

export type Block =
  | { readonly is: 'paragraph' | 'heading'; readonly spans: readonly Span[] }
  | { readonly is: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly is: 'list';
      readonly start: number | undefined;
      readonly items: readonly { readonly task: boolean | undefined; readonly blocks: readonly Block[] }[];
    }
  | { readonly is: 'code'; readonly text: string; readonly language: string }
  | {
      readonly is: 'table';
      readonly align: readonly ('left' | 'center' | 'right' | null)[];
      readonly head: readonly Span[][];
      readonly rows: readonly Span[][][];
    }
  | { readonly is: 'rule' };

/** Quotes in lists in quotes: beyond it nobody follows, and the lexer's recursion must have a floor. */
export const MARKERS_PER_LINE = 8;
/** Levels of nesting shown as such; what is deeper is shown as it was typed. */
export const DEPTH = 16;
/** Runs of * _ ~ in one message: emphasis in emphasis costs the square of them. */
const EMPHASIS_RUNS = 400;

interface Mention {
  type: 'mention';
  raw: string;
  id: string;
}

// Each of these answers 'not mine', so that the text is read as any other: HTML is text, a line under a line makes no heading, four
// spaces make no code, and a definition does not make a message vanish.
const never = (): undefined => undefined;
const reader = new Marked({
  gfm: true,
  breaks: true,
  tokenizer: { html: never, tag: never, def: never, reflink: never, lheading: never, code: never },
  extensions: [
    {
      name: 'mention',
      level: 'inline',
      start: (source) => {
        const at = source.indexOf('<@');
        return at < 0 ? undefined : at;
      },
      tokenizer: (source): Mention | undefined => {
        const [raw, id] = /^<@([A-Za-z0-9_-]{1,64})>/.exec(source) ?? [];
        return raw === undefined || id === undefined ? undefined : { type: 'mention', raw, id };
      },
    },
  ],
});

/** Reads a message. Text that is too deep, too long or too tangled to be read as Markdown in little time is shown as it was typed. */
export function readMarkdown(text: string, origin: string): readonly Block[] {
  if (!readable(text)) return asTyped(text);
  try {
    return new Reading(origin).blocks(reader.lexer(text), 0);
  } catch {
    // The lexer recurses; whatever slipped past `readable` must not take the room's page down.
    return asTyped(text);
  }
}

const containers = new RegExp(`^(?:[ \\t]*(?:>|[-*+](?=[ \\t])|\\d{1,9}[.)](?=[ \\t]))){${MARKERS_PER_LINE + 1}}`, 'm');

function readable(text: string): boolean {
  if (text.length > MESSAGE_CHARACTERS || containers.test(text)) return false;
  let runs = 0;
  for (let i = 0, before = ''; i < text.length; i++) {
    const letter = text.charAt(i);
    if ((letter === '*' || letter === '_' || letter === '~') && letter !== before && ++runs > EMPHASIS_RUNS) return false;
    before = letter;
  }
  return true;
}

function asTyped(text: string): readonly Block[] {
  const spans = text.split('\n').flatMap((line, i): Span[] => (i === 0 ? [{ is: 'text', text: line }] : [{ is: 'break' }, { is: 'text', text: line }]));
  return [{ is: 'paragraph', spans }];
}

class Reading {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  blocks(tokens: readonly Token[], depth: number): Block[] {
    const blocks: Block[] = [];
    for (const token of tokens) {
      const block = this.#block(token as MarkedToken, depth);
      if (block) blocks.push(block);
    }
    return blocks;
  }

  #block(token: MarkedToken, depth: number): Block | undefined {
    if (depth > DEPTH) return { is: 'paragraph', spans: [{ is: 'text', text: token.raw }] };
    switch (token.type) {
      case 'space':
      case 'checkbox':
        return undefined;
      case 'paragraph':
        return { is: 'paragraph', spans: this.#spans(token.tokens, depth + 1) };
      case 'heading':
        return { is: 'heading', spans: this.#spans(token.tokens, depth + 1) };
      case 'text':
        return { is: 'paragraph', spans: token.tokens ? this.#spans(token.tokens, depth + 1) : [{ is: 'text', text: token.text }] };
      case 'blockquote':
        return { is: 'quote', blocks: this.blocks(token.tokens, depth + 1) };
      case 'list':
        return {
          is: 'list',
          start: token.ordered ? Number(token.start) || 0 : undefined,
          items: token.items.map((item) => ({ task: item.task ? item.checked === true : undefined, blocks: this.blocks(item.tokens, depth + 1) })),
        };
      case 'code':
        return { is: 'code', text: token.text, language: /^[\w+#.-]{1,24}/.exec(token.lang ?? '')?.[0] ?? '' };
      case 'table':
        return this.#table(token, depth);
      case 'hr':
        return { is: 'rule' };
      default:
        return { is: 'paragraph', spans: [{ is: 'text', text: token.raw }] };
    }
  }

  #table({ align, header, rows }: Tokens.Table, depth: number): Block {
    const cells = (row: readonly Tokens.TableCell[]): Span[][] => row.map((cell) => this.#spans(cell.tokens, depth + 1));
    return { is: 'table', align, head: cells(header), rows: rows.map(cells) };
  }

  #spans(tokens: readonly Token[], depth: number): Span[] {
    return tokens.map((token) => this.#span(token as MarkedToken | Mention, depth));
  }

  #span(token: MarkedToken | Mention, depth: number): Span {
    if (depth > DEPTH) return { is: 'text', text: token.raw };
    switch (token.type) {
      case 'text':
        return token.tokens ? { is: 'text', text: token.raw } : { is: 'text', text: token.text };
      case 'escape':
        return { is: 'text', text: token.text };
      case 'br':
        return { is: 'break' };
      case 'strong':
        return { is: 'strong', spans: this.#spans(token.tokens, depth + 1) };
      case 'em':
        return { is: 'em', spans: this.#spans(token.tokens, depth + 1) };
      case 'del':
        return { is: 'strike', spans: this.#spans(token.tokens, depth + 1) };
      case 'codespan':
        return { is: 'code', text: token.text };
      case 'mention':
        return { is: 'mention', id: token.id };
      case 'link':
        return this.#link(token, this.#spans(token.tokens, depth + 1));
      case 'image':
        // Nothing is loaded from elsewhere: a picture by its address is a link to it.
        return this.#link(token, [{ is: 'text', text: token.text.trim() || token.href }]);
      default:
        return { is: 'text', text: token.raw };
    }
  }

  #link({ href, raw }: { readonly href: string; readonly raw: string }, spans: readonly Span[]): Span {
    const destination = destinationOf(href, this.#origin);
    return destination ? { is: 'link', destination, spans } : { is: 'text', text: raw };
  }
}

/** The text alone, in one line, with names for mentions: for quotes, labels and announcements. */
export function plainText(text: string, nameOf: (id: string) => string): string {
  // Only the head of it is ever shown or read out.
  const spoken = text.slice(0, 600).replaceAll(/<@([A-Za-z0-9_-]{1,64})>/g, (_, id: string) => `@${nameOf(id)}`);
  return spoken
    .replaceAll(/^[ \t]*(?:```.*|~~~.*|>+|#{1,6}(?= )|[-*+](?= ))[ \t]*/gm, '')
    .replaceAll(/!?\[([^\]\n]{1,200})\]\([^)\s]{1,500}\)/g, '$1')
    .replaceAll(/(\*\*|__|~~|`)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const emojiOnly = /^(?:\p{RGI_Emoji}|\s){1,40}$/v;
const graphemes = new Intl.Segmenter();
/** Emoji that stand alone are shown larger: up to this many. */
const BIG_EMOJI = 6;

export function isEmojiOnly(text: string): boolean {
  if (text.length > 120 || !emojiOnly.test(text)) return false;
  const count = [...graphemes.segment(text.replaceAll(/\s/g, ''))].length;
  return count > 0 && count <= BIG_EMOJI;
}
