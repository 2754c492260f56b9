import { AtriumError, type FromHub, eventsOf, parse, readFrame } from '@atrium/protocol';
import { Bucket, type Frame, type Hub, type Identity, type Rate, systemClock, type Transport, type TransportEnd } from '@atrium/server';
import { messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate, writeSyncStep1, writeSyncStep2, writeUpdate } from 'y-protocols/sync';
import * as decoding from 'lib0/decoding';
import { type WebSocket } from 'ws';
import * as Y from 'yjs';
import { Bytes, document } from '../contract.ts';
import { awareness, denied, read, type Shown, sync } from './wire.ts';

/** Updates of one connection that are under way. */
const UPDATES = 64;
/** Bytes after which what was received is acknowledged; the hub's own clients do so every 64 kB. */
const ACKNOWLEDGE = 16 * 1024;
/** WebSocket's 'policy violation' (RFC 6455 §7.4.1), and 'try again later' (IANA). */
const REFUSED = 1008;
const AGAIN = 1013;

export interface BridgeOptions {
  readonly hub: Pick<Hub, 'accept' | 'command'>;
  readonly identity: Identity;
  readonly room: string;
  readonly address: string;
  readonly updates: Rate;
  /** What somebody is called at their cursor. */
  nameOf(who: string): Promise<string>;
}

/** One y-websocket client as a transport of the hub: it joins one document, and what is told there is told in y-protocols' messages. */
export class Bridge implements Transport {
  readonly #socket: WebSocket;
  readonly #options: BridgeOptions;
  readonly #channel: string;
  readonly #bucket: Bucket;
  /** What both sides know: what comes of either goes through it to the other, and nothing twice. */
  readonly #doc = new Y.Doc();
  readonly #clocks = new Map<number, number>();
  readonly #shown = new Map<number, Shown>();
  /** Editors that this client spoke for. */
  readonly #own = new Set<number>();
  #end: TransportEnd | undefined;
  #isOpen = true;
  #isPaused = false;
  /** Its snapshot is here. */
  #isThere = false;
  #early: Uint8Array[] = [];
  #parts: string[] = [];
  #written = 0;
  #gone = 0;
  #acknowledged = 0;
  #underWay = 0;

  constructor(socket: WebSocket, options: BridgeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#channel = `document/${options.room}`;
    this.#bucket = new Bucket(options.updates, systemClock.now());
  }

  open(): void {
    const { hub, identity, address } = this.#options;
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'client') void this.#command(update);
      else if (this.#isThere) this.#send(sync((encoder) => writeUpdate(encoder, update)));
    });
    this.#socket.on('message', (data: Buffer) => this.#received(data));
    this.#socket.on('pong', () => this.beat());
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.on('close', () => {
      for (const client of this.#own) this.#signal(client, null);
      this.#isOpen = false;
      this.#doc.destroy();
      this.#end?.ended();
    });
    hub.accept(identity, this, address);
    this.#ask({ t: 'join', channels: [{ channel: this.#channel }] });
  }

  /** It is alive. */
  beat(): void {
    this.#ask({ t: 'beat' });
  }

  // — what the hub says —

  attach(end: TransportEnd): void {
    this.#end = end;
  }

  get queued(): number {
    return this.#socket.bufferedAmount;
  }

  get written(): number {
    return this.#written;
  }

  write(frames: Frame | readonly Frame[]): void {
    if (!this.#isOpen) return;
    for (const { text } of [frames].flat()) {
      this.#written += Buffer.byteLength(text);
      // The hub wrote it, so it is a message of the hub.
      for (const message of readFrame(text, Number.POSITIVE_INFINITY) as FromHub[]) this.#tell(message);
    }
    const { written } = { written: this.#written };
    // What it makes of the frames is about as long as they are; when the last has left, they have.
    if (this.queued === 0) this.#left(written);
    else this.#socket.ping(undefined, false, () => this.#left(written));
  }

  #left(written: number): void {
    this.#gone = written;
    if (!this.#isOpen || this.#gone - this.#acknowledged < ACKNOWLEDGE) return;
    this.#acknowledged = this.#gone;
    // Later: the hub is in the middle of writing.
    setImmediate(() => {
      this.#end?.received(JSON.stringify({ t: 'got', bytes: this.#gone }));
      if (this.queued === 0) this.#end?.drained();
    });
  }

  #tell(message: FromHub): void {
    switch (message.t) {
      case 'snapshot':
        if (message.part === 0) this.#parts = [];
        this.#parts.push(message.text);
        if (message.last) this.#show(parse(document.view, JSON.parse(this.#parts.join(''))).whole);
        return;
      case 'batch':
        for (const { name, data } of eventsOf(message)) if (name === 'updated' && data) this.#apply(parse(document.events.updated, data).update);
        return;
      case 'signal':
        if (message.name === 'cursor') void this.#cursor(message.who, parse(document.signals.cursor.data, message.data));
        return;
      case 'refused':
        return this.#refuse(message.error.message);
    }
  }

  #show(whole: Uint8Array): void {
    this.#parts = [];
    this.#apply(whole);
    if (this.#isThere) return;
    this.#isThere = true;
    // What the client wrote while it was away, it sends as the answer.
    this.#send(sync((encoder) => writeSyncStep1(encoder, this.#doc)));
    for (const early of this.#early.splice(0)) this.#heard(early);
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update, 'hub');
  }

  async #cursor(who: string, { client, at }: { readonly client: number; readonly at: object | null }): Promise<void> {
    const name = await this.#options.nameOf(who);
    const clock = (this.#clocks.get(client) ?? 0) + 1;
    this.#clocks.set(client, clock);
    const shown: Shown = { client, clock, state: at && { user: { name }, cursor: at } };
    if (at) this.#shown.set(client, shown);
    else this.#shown.delete(client);
    this.#send(awareness([shown]));
  }

  #send(bytes: Uint8Array): void {
    if (this.#isOpen) this.#socket.send(bytes);
  }

  // — what the client says —

  #received(bytes: Uint8Array): void {
    if (this.#isThere) return this.#heard(bytes);
    this.#early.push(bytes);
    if (this.#early.length > UPDATES) this.destroy();
  }

  #heard(bytes: Uint8Array): void {
    try {
      const said = read(bytes);
      if (said?.type === 'sync') this.#sync(said.rest);
      else if (said?.type === 'awareness') this.#showed(said.shown, bytes);
      else if (said?.type === 'ask') this.#send(awareness([...this.#shown.values()]));
    } catch {
      this.#refuse('That was no message of y-protocols.');
    }
  }

  #sync(decoder: decoding.Decoder): void {
    const type = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    if (type === messageYjsSyncStep1) this.#send(sync((encoder) => writeSyncStep2(encoder, this.#doc, bytes)));
    else if (type === messageYjsSyncStep2 || type === messageYjsUpdate) Y.applyUpdate(this.#doc, bytes, 'client');
  }

  /** Only where its own cursors are goes on: who stands there, the hub knows better. It hears its own words again, by which it knows that the line is alive. */
  #showed(shown: readonly Shown[], bytes: Uint8Array): void {
    for (const { client, clock, state } of shown) {
      if (this.#shown.has(client)) continue;
      this.#own.add(client);
      this.#clocks.set(client, Math.max(clock, this.#clocks.get(client) ?? 0));
      const { cursor } = (state ?? {}) as { readonly cursor?: unknown };
      this.#signal(client, cursor ?? null);
    }
    this.beat();
    this.#send(bytes);
  }

  #signal(client: number, at: unknown): void {
    this.#ask({ t: 'signal', channel: this.#channel, name: 'cursor', data: { client, at: at === null ? null : withoutNulls(at) } });
  }

  async #command(update: Uint8Array): Promise<void> {
    const wait = this.#bucket.take(systemClock.now());
    if (wait > 0 || this.#underWay >= UPDATES) return this.#again();
    this.#underWay += 1;
    try {
      await this.#options.hub.command({ identity: this.#options.identity, channel: this.#channel, name: 'update', input: { update: new Bytes(update) } });
    } catch (error) {
      if (error instanceof AtriumError && error.retry !== 'never') this.#again();
      else this.#refuse(error instanceof AtriumError ? error.message : 'Something went wrong.');
    } finally {
      this.#underWay -= 1;
    }
  }

  /** It comes back, and brings what was not taken. */
  #again(): void {
    this.close(AGAIN, 'too fast: come back in a moment');
  }

  #refuse(reason: string): void {
    this.#send(denied(reason));
    this.close(REFUSED, reason);
  }

  #ask(message: object): void {
    if (this.#isOpen) this.#end?.received(JSON.stringify(message));
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (this.#isPaused) this.#socket.resume();
    this.#isPaused = false;
  }

  // — the end —

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    // At most 123 bytes of a reason go into a closing frame (RFC 6455 §5.5).
    this.#socket.close(
      code,
      Buffer.from(reason)
        .subarray(0, 120)
        .toString()
        .replace(/\uFFFD$/, ''),
    );
  }

  expel(code: number, reason: string): void {
    this.close(code, reason);
  }

  destroy(): void {
    this.#socket.terminate();
  }
}

/** As JSON has them: relative positions of some editors name what they do not have. */
const withoutNulls = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (inner === null ? undefined : inner)));
