import { AtriumError, eventsOf, type FromHub, type Position, readFrame, type WireError, wireError } from '@atrium/protocol';
import { Bucket, type Frame, type Hub, type Identity, type Rate, systemClock, type Transport, type TransportEnd } from '@atrium/server';
import type { Socket } from 'socket.io';

/** Messages of a client that wait while the hub does not listen; a client that goes on is cut off. */
const HELD = 1_000;
/** Commands of one connection that are under way. */
const COMMANDS = 64;

/** How an asker is answered: Socket.IO's acknowledgement. */
type Ack = (answer: object) => void;
interface Joining {
  readonly ack: Ack | undefined;
}
interface Open {
  readonly channel: string;
  /** Parts of a snapshot that is coming. */
  parts: string[];
  /** Who waits for it: a join, or nobody, when the client fell too far behind. */
  joining: Joining | undefined;
}

export interface BridgeOptions {
  readonly hub: Pick<Hub, 'accept' | 'command'>;
  readonly identity: Identity;
  readonly commands: Rate;
}

/** One Socket.IO socket as a transport of the hub: what the hub says is told as Socket.IO's events, and the other way round. */
export class Bridge implements Transport {
  readonly #socket: Socket;
  readonly #options: BridgeOptions;
  readonly #bucket: Bucket;
  #end: TransportEnd | undefined;
  #isOpen = true;
  #isPaused = false;
  #held: string[] = [];
  /** Bytes: told so far; of these what Engine.IO has handed to its transport, and what has left it. */
  #written = 0;
  #handed = 0;
  #gone = 0;
  #acknowledged = 0;
  #underWay = 0;
  #lastQuery = 0;
  readonly #joins = new Map<string, Joining>();
  /** By the hub's number for it on this connection. */
  readonly #channels = new Map<number, Open>();
  readonly #queries = new Map<number, Ack>();

  constructor(socket: Socket, options: BridgeOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#bucket = new Bucket(options.commands, systemClock.now());
  }

  open(): void {
    const { hub, identity } = this.#options;
    hub.accept(identity, this, this.#socket.handshake.address);
    const { conn } = this.#socket;
    this.#follow();
    conn.on('upgrade', () => this.#follow());
    // It hands over no more before what it handed over last has left.
    conn.on('flush', () => {
      this.#gone = this.#handed;
      this.#handed = this.#written;
    });
    // Its own pings are what keeps the hub's connection alive.
    conn.on('heartbeat', () => this.#ask({ t: 'beat' }));
    this.#socket.on('disconnect', () => {
      this.#isOpen = false;
      this.#end?.ended();
    });
    this.#socket.on('join', (...args: unknown[]) => this.#join(args));
    this.#socket.on('leave', (channel: unknown) => this.#ask({ t: 'leave', channel }));
    this.#socket.on('command', (...args: unknown[]) => void this.#command(args));
    this.#socket.on('query', (...args: unknown[]) => this.#query(args));
    this.#socket.on('signal', (channel: unknown, name: unknown, data: unknown) => this.#ask({ t: 'signal', channel, name, data }));
    this.#socket.on('present', (channel: unknown, data: unknown) => this.#ask({ t: 'present', channel, data }));
  }

  /** Engine.IO's transport says when what it was given has left, and it takes more. */
  #follow(): void {
    const { transport } = this.#socket.conn;
    transport.on('ready', () => {
      // Where more waited, it was handed over just now, and is on its way.
      if (transport.writable) this.#gone = this.#handed;
      if (!this.#isOpen || this.#gone === this.#acknowledged) return;
      // As any client acknowledges what it has received: state and signals are sent within a window of it.
      this.#acknowledged = this.#gone;
      this.#end?.received(JSON.stringify({ t: 'got', bytes: this.#gone }));
      if (this.queued === 0) this.#end?.drained();
    });
  }

  // — what the hub says —

  attach(end: TransportEnd): void {
    this.#end = end;
  }

  get queued(): number {
    return this.#written - this.#gone;
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
  }

  #tell(message: FromHub): void {
    switch (message.t) {
      case 'joined':
        return this.#joined(message);
      case 'snapshot': {
        const open = this.#channels.get(message.ch);
        if (!open) return;
        if (message.part === 0) open.parts = [];
        open.parts.push(message.text);
        if (message.last) this.#show(open, message.at);
        return;
      }
      case 'batch':
        return this.#batch(message);
      case 'refused': {
        const joining = this.#joins.get(message.channel);
        this.#forget(message.channel);
        if (joining?.ack) joining.ack({ ok: false, error: message.error });
        else this.#socket.emit('left', message.channel, message.error);
        return;
      }
      case 'answer': {
        const ack = this.#queries.get(message.id);
        this.#queries.delete(message.id);
        return ack?.(message.error ? { ok: false, error: message.error } : { ok: true, reply: message.reply, position: message.at });
      }
      case 'signal':
        return this.#emit('signal', message.ch, { name: message.name, who: message.who, device: message.device, data: message.data });
      case 'state':
        return this.#emit('state', message.ch, { set: message.set, gone: message.gone ?? {}, all: message.all ?? false, more: message.more ?? false });
      case 'presence':
        return this.#emit('presence', message.ch, { all: message.all ?? false, here: message.here, gone: message.gone, count: message.count });
      case 'fault':
        return void this.#socket.emit('fault', message.error);
      case 'drain':
        return void this.#socket.emit('restart', { afterMs: message.afterMs });
    }
  }

  #joined({ channel, ch, outcome, at }: FromHub & { readonly t: 'joined' }): void {
    const joining = this.#joins.get(channel);
    this.#joins.delete(channel);
    this.#channels.set(ch, { channel, parts: [], joining });
    // What follows brings them up to `at`.
    if (outcome === 'missed') joining?.ack?.({ ok: true, resumed: true, position: at });
  }

  #show(open: Open, position: Position): void {
    const view = JSON.parse(open.parts.join('')) as unknown;
    const { channel, joining } = open;
    open.parts = [];
    open.joining = undefined;
    if (joining?.ack) joining.ack({ ok: true, resumed: false, position, view });
    else this.#socket.emit('snapshot', channel, { position, view });
  }

  #batch(batch: FromHub & { readonly t: 'batch' }): void {
    const open = this.#channels.get(batch.ch);
    if (!open) return;
    for (const { o, at, name, data } of eventsOf(batch)) this.#socket.emit('event', open.channel, { name, data, at, position: [batch.term, o] });
  }

  #emit(event: string, ch: number, what: object): void {
    const open = this.#channels.get(ch);
    if (open) this.#socket.emit(event, open.channel, what);
  }

  #forget(channel: string): void {
    this.#joins.delete(channel);
    for (const [ch, open] of this.#channels) if (open.channel === channel) this.#channels.delete(ch);
  }

  // — what the client asks —

  #join(args: unknown[]): void {
    const ack = ackIn(args);
    const [channel, options] = args;
    if (typeof channel !== 'string') return ack?.({ ok: false, error: wireError({ kind: 'bad-message', message: 'join(channel, { position }?, ack)' }) });
    const { position } = (options ?? {}) as { readonly position?: unknown };
    this.#forget(channel);
    this.#joins.set(channel, { ack });
    this.#ask({ t: 'join', channels: [{ channel, ...(position !== undefined && { at: position }) }] });
  }

  #query(args: unknown[]): void {
    const ack = ackIn(args);
    const [channel, name, input] = args;
    const id = ++this.#lastQuery;
    if (ack) this.#queries.set(id, ack);
    this.#ask({ t: 'query', id, channel, name, input });
  }

  /** Not by the connection's own numbers: with an id it is one command for ever, whichever connection brings it. */
  async #command(args: unknown[]): Promise<void> {
    const ack = ackIn(args);
    const [channel, name, input, options] = args;
    const { id } = (options ?? {}) as { readonly id?: unknown };
    const refuse = (error: WireError): void => ack?.({ ok: false, error });
    if (typeof channel !== 'string' || typeof name !== 'string' || (id !== undefined && (typeof id !== 'string' || id === '')))
      return refuse(wireError({ kind: 'bad-message', message: 'command(channel, name, input, { id: string }?, ack)' }));
    const wait = this.#bucket.take(systemClock.now());
    if (wait > 0) return refuse(wireError({ kind: 'too-fast', retryAfterMs: wait }));
    if (this.#underWay >= COMMANDS) return refuse(wireError({ kind: 'overloaded', retryAfterMs: 100 }));
    this.#underWay += 1;
    const { hub, identity } = this.#options;
    try {
      const reply = await hub.command({ identity, channel, name, input, once: id });
      ack?.({ ok: true, reply });
    } catch (error) {
      refuse(error instanceof AtriumError ? error.toWire() : wireError({ kind: 'internal' }));
    } finally {
      this.#underWay -= 1;
    }
  }

  #ask(message: object): void {
    const text = JSON.stringify(message);
    if (!this.#isPaused) return this.#end?.received(text);
    this.#held.push(text);
    if (this.#held.length > HELD) this.destroy();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    while (!this.#isPaused) {
      const next = this.#held.shift();
      if (next === undefined) return;
      this.#end?.received(next);
    }
  }

  // — the end —

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.emit('closing', { code, reason });
    this.#socket.disconnect(true);
  }

  expel(code: number, reason: string): void {
    this.close(code, reason);
  }

  destroy(): void {
    this.#isOpen = false;
    this.#socket.disconnect(true);
  }
}

/** Socket.IO puts the acknowledgement last; without one nobody waits for an answer. */
function ackIn(args: unknown[]): Ack | undefined {
  const last = args.at(-1);
  if (typeof last !== 'function') return undefined;
  args.pop();
  return last as Ack;
}
