import { addressOf, AtriumError } from '@atrium/protocol';
import type { Client } from '@atrium/client';
import { Bytes, document, FIELD } from '@atrium/kind-document';
import { LiveDocument } from '@atrium/kind-document/live';
import type { Identity } from '@atrium/server';
import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { HubPort } from '../hub-port.ts';

/** Milliseconds between two looks whether the document is there, and how often. */
const LOOK_MS = 20;
const LOOKS = 500;
/** Milliseconds between two letters of somebody who writes with two fingers, and how long a thought stands before it is taken out again. */
const LETTER_MS = [60, 190] as const;
const STANDS_MS = 25_000;

type Block =
  | readonly ['heading', level: 1 | 2 | 3, text: string]
  | readonly ['text', text: string]
  | readonly ['points', ...items: readonly string[]]
  | readonly ['tasks', ...items: readonly (readonly [done: boolean, text: string])[]]
  | readonly ['table', ...rows: readonly (readonly string[])[]];

/** The plan for the day on which the quay opens. */
export const PLAN: readonly Block[] = [
  ['heading', 1, 'Opening day'],
  ['text', 'The ribbon is at eleven, whatever the weather does. Everything else can move.'],
  ['heading', 2, 'Before'],
  ['tasks', [true, 'Permit signed'], [true, 'Crane booked for the 14th'], [false, 'Divers say yes to the 14th'], [false, 'Benches painted']],
  ['heading', 2, 'The day'],
  [
    'table',
    ['When', 'What', 'Who'],
    ['10:00', 'Rope across the quay', 'Jonas'],
    ['11:00', 'Ribbon, and no speech over two minutes', 'Mira'],
    ['11:15', 'First ferry lands', 'Lotta'],
    ['12:00', 'Soup', 'everybody'],
  ],
  ['heading', 2, 'Remember'],
  ['points', 'The mayor does not like to stand near the edge.', 'Ask the school whether the choir may be loud.', 'Bring the good scissors.'],
  ['text', ''],
];

function element(
  name: string,
  children: readonly (Y.XmlElement | Y.XmlText)[],
  attributes: Readonly<Record<string, string | number | boolean>> = {},
): Y.XmlElement {
  const made = new Y.XmlElement<Record<string, string | number | boolean>>(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.insert(0, [...children]);
  return made as Y.XmlElement;
}
const line = (text: string): Y.XmlElement => element('paragraph', text === '' ? [] : [new Y.XmlText(text)]);

function nodeOf(block: Block): Y.XmlElement {
  switch (block[0]) {
    case 'heading':
      return element('heading', [new Y.XmlText(block[2])], { level: block[1] });
    case 'text':
      return line(block[1]);
    case 'points':
      return element(
        'bulletList',
        block.slice(1).map((text) => element('listItem', [line(String(text))])),
      );
    case 'tasks': {
      const [, ...items] = block;
      return element(
        'taskList',
        items.map(([checked, text]) => element('taskItem', [line(text)], { checked })),
      );
    }
    case 'table': {
      const [, ...rows] = block;
      return element(
        'table',
        rows.map((cells, row) =>
          element(
            'tableRow',
            cells.map((text) => element(row === 0 ? 'tableHeader' : 'tableCell', [line(text)], { colspan: 1, rowspan: 1 })),
          ),
        ),
      );
    }
  }
}

/** Puts a document into the room, with what was written so far. */
export async function writeInThePast({
  hub,
  room,
  author,
  plan = PLAN,
}: {
  readonly hub: HubPort;
  readonly room: string;
  readonly author: Identity;
  readonly plan?: readonly Block[];
}): Promise<void> {
  const channel = addressOf('document', room);
  const ask = (name: string, input: unknown): Promise<unknown> => hub.command({ identity: author, channel, name, input });
  await hub.command({ identity: author, channel: addressOf('chat', room), name: 'placeTable', input: { kind: 'document' } });
  const doc = new Y.Doc();
  // The same at every start.
  doc.clientID = 1;
  doc.getXmlFragment(FIELD).insert(0, plan.map(nodeOf));
  const update = new Bytes(Y.encodeStateAsUpdate(doc));
  doc.destroy();
  // The conversation tells the document of itself, a moment later.
  for (let look = 0; ; look++) {
    try {
      await ask('update', { update });
      break;
    } catch (error) {
      if (!(error instanceof AtriumError) || look === LOOKS) throw error;
      await sleep(LOOK_MS);
    }
  }
  await ask('keep', { name: 'As agreed on Monday' });
}

const THOUGHTS = [
  'Does anybody have a flag that is not the fishing club’s?',
  'Jonas, the rope: red, not blue.',
  'If it rains, the soup moves under the crane.',
  'Who tells the ferries to sound their horns?',
  'Two buckets of sand for the ramp.',
];

/** Somebody at the document: writes a thought into its last line, letter by letter, and takes it out again later. Answers how to stop. */
export async function keepWriting(client: Client, room: string, { pause }: { pause(): Promise<void> }): Promise<() => void> {
  const channel = await client.join(document, room);
  const live = new LiveDocument(channel, { writer: () => undefined, refused: () => live.close() });
  let stopped = false;
  const write = async (): Promise<void> => {
    for (let at = 0; !stopped; at++) {
      await pause();
      const text = lastLine(live.doc);
      const thought = THOUGHTS[at % THOUGHTS.length] ?? '';
      if (!text || text.length > 0) continue;
      for (const letter of thought) {
        if (stopped) return;
        text.insert(text.length, letter);
        const place = Y.createRelativePositionFromTypeIndex(text, text.length);
        live.awareness.setLocalStateField('cursor', { anchor: place, head: place });
        await sleep(LETTER_MS[0] + Math.random() * (LETTER_MS[1] - LETTER_MS[0]));
      }
      await sleep(STANDS_MS);
      if (!stopped) text.delete(0, text.length);
    }
  };
  void write().catch(() => undefined);
  return () => {
    stopped = true;
    live.close();
  };
}

function lastLine(doc: Y.Doc): Y.XmlText | undefined {
  const nodes = doc.getXmlFragment(FIELD);
  const last = nodes.length > 0 ? nodes.get(nodes.length - 1) : undefined;
  if (!(last instanceof Y.XmlElement) || last.nodeName !== 'paragraph') return undefined;
  if (last.length === 0) last.insert(0, [new Y.XmlText('')]);
  const inner = last.get(0);
  return inner instanceof Y.XmlText ? inner : undefined;
}
