import { limits, readFrame, readFromClient, type FromClient, type FromHub } from '@atrium/protocol';
import type { FakeSocket } from './fake-socket.ts';

interface Line {
  readonly tag: number;
  last: number;
  settled: number;
  readonly replies: Map<number, { readonly input: string; readonly message: Pick<Extract<FromHub, { t: 'reply' }>, 'at' | 'reply' | 'error'> }>;
}
interface Peer {
  readonly socket: FakeSocket;
  readonly claims: string[];
  joined: boolean;
  /** The last offset it was sent. */
  sent: number;
}

const CHANNEL = 'notes/one';
const TERM = '1-a';

/**
 * A hub with one channel that keeps the rules of turn, deduplication and resume, and takes and gives messages one by one, when the test
 * says so. Its log is what really happened.
 */
export class MiniHub {
  readonly log: { readonly text: string; readonly by: [number, number] }[] = [];
  readonly #lines = new Map<string, Line>();
  readonly #peers = new Map<FakeSocket, Peer>();
  readonly #inbox: { readonly peer: Peer; readonly message: FromClient }[] = [];
  readonly #outbox: { readonly peer: Peer; readonly message: FromHub }[] = [];
  /** Missed events above which it answers with a snapshot. */
  snapshotAbove = 5;
  now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  accept(socket: FakeSocket): void {
    const peer: Peer = { socket, claims: [], joined: false, sent: 0 };
    this.#peers.set(socket, peer);
    socket.onFrame = (frame) => {
      for (const message of readFrame(frame)) this.#inbox.push({ peer, message: readFromClient(message) });
    };
    socket.accept();
    this.#say(peer, {
      t: 'welcome',
      identity: { id: 'ann', name: 'Ann', role: 'member' },
      heartbeatMs: 20_000,
      now: this.now(),
      node: 'n',
      frameBytes: limits.frameBytes,
    });
  }

  cut(socket: FakeSocket): void {
    this.#peers.delete(socket);
    for (const box of [this.#inbox, this.#outbox]) {
      for (let index = box.length - 1; index >= 0; index--) if (box[index]?.peer.socket === socket) box.splice(index, 1);
    }
    socket.cut();
  }

  get open(): readonly FakeSocket[] {
    return [...this.#peers.keys()];
  }

  /** Takes one message that has arrived. False: there was none. */
  take(): boolean {
    const next = this.#inbox.shift();
    if (next) this.#handle(next.peer, next.message);
    return next !== undefined;
  }

  /** Delivers one message. False: there was none. */
  deliver(): boolean {
    const next = this.#outbox.shift();
    if (next) next.peer.socket.say(next.message);
    return next !== undefined;
  }

  /** Something that somebody else does. */
  happen(text: string): void {
    this.#append({ text, by: [999, this.log.length + 1] });
  }

  #say(peer: Peer, message: FromHub): void {
    this.#outbox.push({ peer, message });
  }

  #line(client: string): Line {
    let line = this.#lines.get(client);
    if (!line) this.#lines.set(client, (line = { tag: 100 + this.#lines.size, last: 0, settled: 0, replies: new Map() }));
    return line;
  }

  #handle(peer: Peer, message: FromClient): void {
    switch (message.t) {
      case 'claim':
        peer.claims.push(...message.clients);
        if (peer.joined) this.#say(peer, { t: 'tags', ch: 7, tags: message.clients.map((client) => this.#line(client).tag) });
        return;
      case 'beat':
        return this.#say(peer, { t: 'beat' });
      case 'join':
        return this.#join(peer, message.channels[0]?.at);
      case 'command':
        return this.#command(peer, message);
    }
  }

  #join(peer: Peer, at: readonly [string, number] | undefined): void {
    const head = this.log.length;
    const tags = peer.claims.map((client) => this.#line(client).tag);
    const outcome = at && head - at[1] <= this.snapshotAbove ? 'missed' : 'snapshot';
    this.#say(peer, { t: 'joined', channel: CHANNEL, ch: 7, outcome, at: [head === 0 ? '0' : TERM, head], tags, version: 1 });
    peer.joined = true;
    peer.sent = head;
    if (at && outcome === 'missed') {
      // It begins before where the client stands, as an edge's shared buffer may.
      if (head > at[1]) this.#batch(peer, Math.max(1, at[1] - 1), head);
      return;
    }
    // A snapshot is a little older than the head; its tail overtakes its last part every other time.
    const offset = Math.max(0, head - 1);
    const position: [string, number] = [offset === 0 ? '0' : TERM, offset];
    const text = JSON.stringify({ notes: this.log.slice(0, offset) });
    const half = Math.floor(text.length / 2);
    this.#say(peer, { t: 'snapshot', ch: 7, at: position, part: 0, text: text.slice(0, half) });
    if (head > offset && head % 2 === 0) this.#batch(peer, head, head);
    this.#say(peer, { t: 'snapshot', ch: 7, at: position, part: 1, last: true, text: text.slice(half) });
    if (head > offset && head % 2 === 1) this.#batch(peer, head, head);
  }

  #command(peer: Peer, { c, n, settled, input }: Extract<FromClient, { t: 'command' }>): void {
    const line = this.#line(peer.claims[c] ?? '');
    const answer = (message: Pick<Extract<FromHub, { t: 'reply' }>, 'at' | 'reply' | 'error'>): void =>
      this.#say(peer, { t: 'reply', c, channel: CHANNEL, n, ...message });
    line.settled = Math.max(line.settled, settled);
    for (const known of line.replies.keys()) if (known <= line.settled) line.replies.delete(known);
    if (n <= line.settled) return;
    const known = line.replies.get(n);
    if (known) return answer(known.input === JSON.stringify(input) ? known.message : { error: { kind: 'id-reused', message: 'reused' } });
    if (n !== Math.max(line.last, line.settled) + 1) return answer({ error: { kind: 'out-of-turn', message: 'not yet' } });
    line.last = n;
    const { text } = input as { readonly text: string };
    const message = text.startsWith('refuse')
      ? { at: [TERM, this.log.length] as [string, number], error: { kind: 'refused' as const, message: 'no', code: 'no' } }
      : { at: [TERM, this.log.length + 1] as [string, number], reply: { count: this.log.length + 1 } };
    line.replies.set(n, { input: JSON.stringify(input), message });
    if ('reply' in message) this.#append({ text, by: [line.tag, n] });
    answer(message);
  }

  #append(note: { readonly text: string; readonly by: [number, number] }): void {
    this.log.push(note);
    for (const peer of this.#peers.values()) {
      if (!peer.joined || peer.sent !== this.log.length - 1) continue;
      peer.sent = this.log.length;
      this.#batch(peer, this.log.length, this.log.length);
    }
  }

  #batch(peer: Peer, from: number, to: number): void {
    const events = this.log.slice(from - 1, to).map(({ text, by }, index) => ({ o: from + index, name: 'added', at: 5, by, data: { text } }));
    this.#say(peer, { t: 'batch', ch: 7, term: TERM, from, to, events });
  }
}
