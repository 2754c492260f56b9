import { Bytes } from '@atrium/protocol';
import * as Y from 'yjs';

/** Where the text stands in the Yjs document: what TipTap's and y-prosemirror's editors bind to. */
export const FIELD = 'default';
/** Updates that are kept beside the whole before they go into it: folding costs as much as the document is long. */
export const TAIL = 64;

/** A document with nothing in it. */
export const EMPTY = new Bytes([0, 0]);

/** A document in parts: all there was at some time, and what came since. */
export interface Parts {
  readonly whole: Uint8Array;
  readonly tail: readonly Uint8Array[];
}

/** As one update, without what was deleted (Yjs keeps of it that it was there). */
export function compact({ whole, tail }: Parts): Bytes {
  const doc = open({ whole, tail });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return new Bytes(update);
}

/** As one update, for showing: nothing is taken out of it, and it is the cheaper way. */
export const merged = ({ whole, tail }: Parts): Bytes => new Bytes(tail.length === 0 ? whole : Y.mergeUpdates([whole, ...tail]));

/** The parts with one update more. */
export function withUpdate({ whole, tail }: Parts, update: Uint8Array): Parts {
  const longer = [...tail, update];
  return longer.length < TAIL ? { whole, tail: longer } : { whole: merged({ whole, tail: longer }), tail: [] };
}

export function open({ whole, tail }: Parts): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of [whole, ...tail]) Y.applyUpdate(doc, update);
  });
  return doc;
}

/** Whether these bytes are an update, to the last one; what is none would end every editor that is handed it. */
export function isUpdate(bytes: Uint8Array): boolean {
  try {
    const { structs, ds } = Y.decodeUpdate(bytes);
    // What is decoded is written again: lengths that lie, and content of no known kind, come to light.
    for (const struct of structs) if (!Number.isSafeInteger(struct.id.clock) || struct.length < 1) return false;
    for (const ranges of ds.clients.values()) for (const { clock, len } of ranges) if (!Number.isSafeInteger(clock + len)) return false;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, bytes);
    doc.destroy();
    return true;
  } catch {
    return false;
  }
}

/** An update says nothing that another does not: no structs, nothing deleted. */
export const saysNothing = (bytes: Uint8Array): boolean => bytes.length === 2 && bytes[0] === 0 && bytes[1] === 0;

/**
 * The update that makes the text what it was: what is there now is deleted, and what was there comes again, as one change that anybody who
 * types meanwhile is merged with. `client` is who Yjs takes for its author, a number that nobody else has.
 */
export function restoring(now: Parts, then: Uint8Array, client: number): Bytes {
  const doc = open(now);
  const old = open({ whole: then, tail: [] });
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    const text = doc.getXmlFragment(FIELD);
    text.delete(0, text.length);
    text.insert(
      0,
      old
        .getXmlFragment(FIELD)
        .toArray()
        .flatMap((node) => (node instanceof Y.XmlHook ? [] : [node.clone()])),
    );
  });
  const update = Y.encodeStateAsUpdate(doc, before);
  doc.destroy();
  old.destroy();
  return new Bytes(update);
}
