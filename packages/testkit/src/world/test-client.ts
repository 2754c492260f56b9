import { type AnyContract, AtriumError, errorKinds, Receipts, type WireError } from '@atrium/protocol';
import { FromHub } from '@atrium/protocol/from-hub';
import * as v from 'valibot';
import { TestLane } from './command.ts';
import type { SocketPair } from './socket-pair.ts';
import { TestChannel } from './test-channel.ts';
import type { VirtualClock } from './clock.ts';

/** Milliseconds before a command that may be sent again is, when the hub does not say. */
const AGAIN_MS = 500;

export interface TestClientHouse {
  readonly clock: VirtualClock;
  /** A new connection to the hub; undefined when it lets nobody in. */
  dial(): SocketPair | undefined;
  contract(channel: string): AnyContract;
  note(line: string): void;
}

/**
 * A client by ENGINE §3 and §5 and no more: numbers its commands, keeps them until they are answered for good, sends them again after a
 * drop, resumes by position, checks every range. It speaks the wire itself and shares no code with the client package or the server.
 */
export class TestClient {
  readonly who: string;
  /** Its client id. */
  readonly id: string;
  /** Everything the hub said, over all connections. */
  readonly received: FromHub[] = [];
  /** What no hub may ever do. */
  readonly violations: string[] = [];
  readonly closes: number[] = [];
  readonly heads = new Map<string, FromHub & { t: 'head' }>();
  readonly #house: TestClientHouse;
  readonly #channels = new Map<string, TestChannel>();
  readonly #lanes = new Map<string, TestLane>();
  readonly #queries = new Map<number, { resolve(answer: FromHub & { t: 'answer' }): void; reject(error: unknown): void }>();
  readonly #resending = new Set<string>();
  #wire: SocketPair | undefined;
  #clockOff = 0;
  #lastQuery = 0;
  /** Bytes received on this connection, and how many of them were acknowledged. */
  #receipts = new Receipts();

  constructor({ who, id }: { readonly who: string; readonly id: string }, house: TestClientHouse) {
    this.who = who;
    this.id = id;
    this.#house = house;
  }

  // — the connection —

  get wire(): SocketPair | undefined {
    return this.#wire;
  }

  get connected(): boolean {
    return this.#wire?.open ?? false;
  }

  connect(): void {
    this.#wire?.cut();
    const wire = this.#house.dial();
    this.#wire = wire;
    this.#receipts = new Receipts();
    if (!wire) return;
    wire.client.onText((text) => this.#wire === wire && this.#text(text));
    wire.client.onClose((code) => this.#wire === wire && this.#closed(code));
    const joins = [...this.#channels.values()].filter(({ state }) => state !== 'refused');
    for (const channel of joins) channel.reconnected();
    this.say({ t: 'claim', clients: [this.id] });
    if (joins.length > 0) this.say({ t: 'join', channels: joins.map((channel) => channel.asked) });
    for (const address of this.#lanes.keys()) this.#resend(address);
  }

  /** The connection is lost; the hub hears of it, or, half-open, does not. */
  drop(): void {
    this.#wire?.cut();
  }

  reconnect(): void {
    this.connect();
  }

  #closed(code: number): void {
    this.#house.note(`${this.who} closed ${code}`);
    this.closes.push(code);
    this.#wire = undefined;
    for (const { reject } of this.#queries.values()) reject(new Error(`closed: ${code}`));
    this.#queries.clear();
  }

  /** Any message, also one that no client would send. */
  say(message: unknown): void {
    this.raw(JSON.stringify(message));
  }

  raw(text: string): void {
    if (!this.connected) return;
    this.#house.note(`${this.who} > ${text}`);
    this.#wire?.send(text);
  }

  // — channels —

  join(address: string): TestChannel {
    const known = this.#channels.get(address);
    if (known && known.state !== 'refused') return known;
    const channel = new TestChannel(address, this.#house.contract(address), (what) => this.violations.push(`${address}: ${what}`));
    this.#channels.set(address, channel);
    this.say({ t: 'join', channels: [{ channel: address }] });
    return channel;
  }

  leave(address: string): void {
    this.#channels.delete(address);
    this.say({ t: 'leave', channel: address });
  }

  channel(address: string): TestChannel {
    const channel = this.#channels.get(address);
    if (!channel) throw new Error(`${this.who} has not joined ${address}.`);
    return channel;
  }

  get channels(): readonly TestChannel[] {
    return [...this.#channels.values()];
  }

  watch(...addresses: readonly string[]): void {
    this.say({ t: 'watch', channels: addresses });
  }

  query(address: string, name: string, input: unknown): Promise<FromHub & { t: 'answer' }> {
    const id = ++this.#lastQuery;
    const answer = new Promise<FromHub & { t: 'answer' }>((resolve, reject) => void this.#queries.set(id, { resolve, reject }));
    this.say({ t: 'query', id, channel: address, name, input });
    return answer;
  }

  // — commands —

  /** Resolves with the reply when it is there and its events are shown here; rejects with an AtriumError when it is refused for good. */
  emit(address: string, name: string, input: unknown): Promise<unknown> {
    const lane = this.lane(address);
    const n = ++lane.last;
    const answered = new Promise<unknown>((resolve, reject) => {
      lane.open.set(n, { channel: address, n, name, input, first: undefined, answer: undefined, told: 0, resolve, reject });
    });
    // A test that only looks at the log need not look at this.
    answered.catch(() => undefined);
    this.#send(address, n);
    return answered;
  }

  lane(address: string): TestLane {
    let lane = this.#lanes.get(address);
    if (!lane) this.#lanes.set(address, (lane = new TestLane()));
    return lane;
  }

  /** Commands that have not told their caller anything yet. */
  get waiting(): number {
    let waiting = 0;
    for (const { open } of this.#lanes.values()) waiting += open.size;
    return waiting;
  }

  #send(address: string, n: number): void {
    const lane = this.lane(address);
    const command = lane.open.get(n);
    if (!command || command.answer || !this.connected) return;
    const again = command.first !== undefined;
    command.first ??= this.#house.clock.now() + this.#clockOff;
    const { name, input, first } = command;
    this.say({ t: 'command', c: 0, channel: address, n, settled: lane.settled, ...(again && { again }), first, name, input });
  }

  /** All that waits for an answer, in its order. */
  #resend(address: string): void {
    for (const n of [...this.lane(address).open.keys()].sort((a, b) => a - b)) this.#send(address, n);
  }

  #resendSoon(address: string, afterMs: number): void {
    if (this.#resending.has(address)) return;
    this.#resending.add(address);
    this.#house.clock.after(afterMs, () => {
      this.#resending.delete(address);
      this.#resend(address);
    });
  }

  #beat(wire: SocketPair | undefined, everyMs: number): void {
    this.#house.clock.after(everyMs, () => {
      if (!wire || this.#wire !== wire) return;
      wire.send('{"t":"beat"}');
      this.#acknowledge(this.#receipts.rest());
      this.#beat(wire, everyMs);
    });
  }

  // — what the hub says —

  #text(text: string): void {
    this.#house.note(`${this.who} < ${text}`);
    const due = this.#receipts.take(Buffer.byteLength(text), this.#house.clock);
    const read: unknown = JSON.parse(text);
    for (const message of Array.isArray(read) ? read : [read]) {
      const heard = v.parse(FromHub, message);
      this.received.push(heard);
      this.#message(heard);
    }
    this.#tell();
    this.#acknowledge(due);
  }

  #acknowledge(received: number | undefined): void {
    if (received !== undefined) this.say({ t: 'got', bytes: received });
  }

  #message(message: FromHub): void {
    switch (message.t) {
      case 'welcome':
        this.#clockOff = message.now - this.#house.clock.now();
        return this.#beat(this.#wire, message.heartbeatMs);
      case 'joined':
        return this.#channels.get(message.channel)?.hear(message);
      case 'refused':
        return this.#refused(message.channel, message.error);
      case 'batch':
      case 'snapshot':
      case 'presence':
      case 'state':
      case 'signal':
      case 'tags': {
        const channel = [...this.#channels.values()].find(({ alias }) => alias === message.ch);
        return channel?.hear(message);
      }
      case 'reply':
        return this.#reply(message);
      case 'answer':
        this.#queries.get(message.id)?.resolve(message);
        this.#queries.delete(message.id);
        return;
      case 'head':
        this.heads.set(message.channel, message);
        return;
      case 'unwatched':
        this.heads.delete(message.channel);
    }
  }

  #refused(address: string, error: WireError): void {
    const channel = this.#channels.get(address);
    if (!channel) return;
    channel.alias = undefined;
    if (errorKinds[error.kind] === 'never') {
      channel.state = 'refused';
      channel.error = error.kind;
      return;
    }
    channel.state = 'joining';
    this.#house.clock.after(error.retryAfterMs ?? AGAIN_MS, () => {
      if (this.#channels.get(address) === channel && channel.alias === undefined) this.say({ t: 'join', channels: [channel.asked] });
    });
  }

  #reply({ channel: address, n, at, reply, error }: FromHub & { t: 'reply' }): void {
    const lane = this.lane(address);
    const command = lane.open.get(n);
    if (!command || command.answer) return;
    if (error && errorKinds[error.kind] !== 'never') return this.#resendSoon(address, error.retryAfterMs ?? AGAIN_MS);
    command.answer = { at, reply, error };
    lane.settle();
  }

  /** Those whose reply is there and whose last event is shown, or whose channel is not joined. */
  #tell(): void {
    for (const [address, lane] of this.#lanes) {
      const channel = this.#channels.get(address);
      const shown = !channel || channel.state === 'refused' ? Number.POSITIVE_INFINITY : (channel.position?.[1] ?? -1);
      for (const [n, command] of lane.open) {
        const { answer } = command;
        if (!answer || (!answer.error && (answer.at?.[1] ?? 0) > shown)) continue;
        lane.open.delete(n);
        command.told += 1;
        if (answer.error) command.reject(new AtriumError(answer.error));
        else command.resolve(answer.reply);
      }
    }
  }
}
