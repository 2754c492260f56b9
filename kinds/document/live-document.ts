import type { Channel } from '@atrium/client';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Bytes, type document, type DocumentView, type Place, UPDATE_BYTES } from './contract.ts';

export type Writing = Channel<typeof document>;

/** Milliseconds over which what is typed goes into one update: a tenth of a second is seen as at once, and a fast typist makes ten commands in one instead of thirty. */
const GATHER_MS = 100;
/** Milliseconds between two tellings of a cursor that moves, and after which one that stands still is told again. */
const CURSOR_MS = 80;
const CURSOR_AGAIN_MS = 10_000;

export interface Writer {
  readonly name: string;
  /** A number from 0, equal everywhere for one person. */
  readonly colour: number;
}
export interface LiveDocumentOptions {
  /** Who stands at a cursor; undefined where they are not known. */
  writer(who: string): Writer | undefined;
  /** The channel did not take what was written here: from then on nothing is sent, and `doc` has what nobody else has. */
  refused(error: unknown): void;
}

/** One editor's copy of a document, for as long as it is open: a Yjs document and cursors, bound to the channel. */
export class LiveDocument {
  readonly doc = new Y.Doc();
  readonly awareness: Awareness;
  readonly #channel: Writing;
  readonly #options: LiveDocumentOptions;
  readonly #off: (() => void)[] = [];
  #gathered: Uint8Array[] = [];
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;
  #toldAt = 0;
  #lastTold = 'null';
  #others: unknown;
  #isRefused = false;
  #closed = false;

  /** `channel` has a view. */
  constructor(channel: Writing, options: LiveDocumentOptions) {
    this.#channel = channel;
    this.#options = options;
    this.awareness = new Awareness(this.doc);
    this.#take(channel.view);
    this.doc.on('update', this.#updated);
    this.awareness.on('change', this.#moved);
    this.#off.push(
      channel.on('updated', ({ update }) => Y.applyUpdate(this.doc, update, this)),
      // What came as a snapshot was told to no listener; what is known already changes nothing.
      channel.on('joined', () => this.#take(channel.view)),
      channel.subscribe(() => this.#showOthers()),
    );
    this.#showOthers();
    const again = setInterval(() => this.#tell(true), CURSOR_AGAIN_MS);
    this.#off.push(() => clearInterval(again));
  }

  /** Sends what is gathered at once, for when the page goes. */
  flush(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#gathered.length === 0 || this.#isRefused) return;
    const gathered = this.#gathered;
    this.#gathered = [];
    const update = Y.mergeUpdates(gathered);
    if (update.length <= UPDATE_BYTES) this.#send(update);
    else for (const each of gathered) this.#send(each);
  }

  #send(update: Uint8Array): void {
    if (this.#isRefused) return;
    if (update.length > UPDATE_BYTES) return this.#refuse(Object.assign(new Error('The update is too large.'), { code: 'too-large' }));
    this.#channel.emit('update', { update: new Bytes(update) }).catch((error: unknown) => {
      // Another window took it over, and sends it.
      if (error instanceof Error && error.name === 'Adopted') return;
      this.#refuse(error);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    clearTimeout(this.#telling);
    for (const off of this.#off) off();
    if (this.#lastTold !== 'null') this.#say(null);
    this.awareness.destroy();
    this.doc.destroy();
  }

  #take(view: DocumentView | undefined): void {
    if (!view) return;
    this.doc.transact(() => {
      for (const update of [view.whole, ...view.tail]) Y.applyUpdate(this.doc, update, this);
    }, this);
  }

  readonly #updated = (update: Uint8Array, origin: unknown): void => {
    if (origin === this || this.#isRefused) return;
    this.#gathered.push(update);
    this.#gathering ??= setTimeout(() => this.flush(), GATHER_MS);
  };

  #refuse(error: unknown): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#options.refused(error);
  }

  // — cursors —

  readonly #moved = (_changes: unknown, origin: unknown): void => {
    if (origin !== 'local' || this.#telling) return;
    this.#telling = setTimeout(() => this.#tell(false), Math.max(0, this.#toldAt + CURSOR_MS - Date.now()));
  };

  #tell(again: boolean): void {
    if (!again) this.#telling = undefined;
    const { cursor } = (this.awareness.getLocalState() ?? {}) as {
      readonly cursor?: { readonly anchor: Y.RelativePosition; readonly head: Y.RelativePosition } | null;
    };
    const at = cursor ? { anchor: placeOf(cursor.anchor), head: placeOf(cursor.head) } : null;
    const told = JSON.stringify(at);
    if (again ? at === null : told === this.#lastTold) return;
    this.#lastTold = told;
    this.#say(at);
  }

  #say(at: { anchor: Place; head: Place } | null): void {
    this.#toldAt = Date.now();
    this.#channel.signal('cursor', { client: this.doc.clientID, at });
  }

  #showOthers(): void {
    const signals = this.#channel.signals('cursor');
    if (signals === this.#others) return;
    this.#others = signals;
    const there = new Map<number, object>();
    for (const { who, data } of signals) {
      // Whoever it is, is what the connection says, and not what an editor says of itself.
      const user = this.#options.writer(who);
      if (data.at && user && data.client !== this.doc.clientID) there.set(data.client, { user, cursor: data.at });
    }
    const { states } = this.awareness;
    const removed = [...states.keys()].filter((client) => client !== this.doc.clientID && !there.has(client));
    const added = [...there.keys()].filter((client) => !states.has(client));
    const updated = [...there.keys()].filter((client) => states.has(client));
    for (const client of removed) states.delete(client);
    for (const [client, state] of there) states.set(client, state);
    if (added.length + updated.length + removed.length > 0) this.awareness.emit('change', [{ added, updated, removed }, 'others']);
  }
}

const placeOf = (position: Y.RelativePosition): Place => Y.relativePositionToJSON(position) as Place;
