import { Client } from './client.ts';
import { indexedDbOutbox } from './outbox/indexeddb.ts';
import { memoryOutbox } from './outbox/memory.ts';
import type { Outbox } from './outbox/outbox.ts';
import { hostSurroundings, type HostOptions, type Surroundings } from './surroundings.ts';

export interface ConnectOptions extends HostOptions {
  /** Default: IndexedDB in a browser, memory elsewhere. A bot keeps its commands in files: `fileOutbox` of '@atrium/client/node'. */
  readonly outbox?: Outbox;
  /**
   * The id of whom this program takes itself to be signed in as. Commands given before the first welcome are kept under it, and so survive
   * a reload before that; should the hub say somebody else, they are left alone.
   */
  readonly identity?: string;
  /** What stands in for the browser or Node, whole. */
  readonly surroundings?: Surroundings;
}

/**
 * Connects to a hub and stays connected.
 * @param url a path of this page's own server, or ws://, wss://, http:// or https://.
 * @example
 * const client = connect('/live');
 * const general = await client.join(chat, 'general');
 * general.on('posted', (message) => console.log(message.text));
 * await general.emit('post', { text: 'hello' });
 */
export function connect(url: string, { outbox, surroundings, identity, ...host }: ConnectOptions = {}): Client {
  const around = surroundings ?? hostSurroundings(host);
  return new Client(socketUrl(url), { surroundings: around, outbox: outbox ?? defaultOutbox(around), identity });
}

const socketUrl = (url: string): string => new URL(url, globalThis.location?.href).href.replace(/^http/, 'ws');

const defaultOutbox = ({ clock }: Surroundings): Outbox =>
  typeof indexedDB === 'undefined'
    ? memoryOutbox()
    : indexedDbOutbox({ clock, ...(globalThis.navigator?.locks && { locks: navigator.locks }), storage: syncStorage() });

/** A browser that keeps nothing for this page throws when it is asked. */
function syncStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
