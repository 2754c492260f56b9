import { closing, type FromHub, type WireError } from '@atrium/protocol';
import { backoffMs, drainedMs } from './backoff.ts';
import { Connection } from './connection.ts';
import type { Self, Status } from './status.ts';
import type { Happening, Surroundings } from './surroundings.ts';
import { ended, readVerdict, verdictUrl } from './verdict.ts';

type Welcome = Extract<FromHub, { t: 'welcome' }>;

export interface ConnectorListener {
  status(status: Status): void;
  welcomed(welcome: Welcome, connection: Connection): void;
  received(messages: readonly FromHub[]): void;
  ignored(count: number): void;
  dropped(): void;
  /** Somebody else speaks for this client's id now. */
  superseded(): void;
}

/** Milliseconds after which a connection has proved itself: one that is cut sooner counts on toward the backoff. */
const STABLE_MS = 10_000;

/**
 * Keeps one connection: connecting → open → waiting → connecting …, until it is rejected or closed. It alone decides when to come
 * back; what is said over the connection is not its business.
 */
export class Connector {
  readonly #url: string;
  readonly #surroundings: Surroundings;
  readonly #listener: ConnectorListener;
  readonly #stopListening: () => void;
  #status: Status;
  #connection: Connection | undefined;
  #identity: Self | undefined;
  #attempt = 0;
  #openedAt = 0;
  #drainAfterMs: number | undefined;
  /** By `disconnect`: nothing but `reconnect` ends it. */
  #off = false;
  #callOff: () => void = () => {};

  constructor({ url, surroundings, listener }: { url: string; surroundings: Surroundings; listener: ConnectorListener }) {
    this.#url = url;
    this.#surroundings = surroundings;
    this.#listener = listener;
    this.#status = { state: 'connecting', since: surroundings.clock.now() };
    this.#stopListening = surroundings.listen((happening) => this.#hear(happening));
    this.#connect();
  }

  get status(): Status {
    return this.#status;
  }

  /** The hub goes away and says when to come back. */
  drain(afterMs: number): void {
    this.#drainAfterMs = afterMs;
  }

  /** Ends the connection, and comes back as after a cut. */
  drop(): void {
    this.#connection?.drop();
  }

  /** Ends the connection, and stays off until `reconnect`. */
  disconnect(): void {
    this.#off = true;
    this.drop();
    if (this.#status.retryAt) this.#wait(0);
  }

  /** Now, instead of waiting. */
  reconnect(): void {
    this.#off = false;
    if (this.#status.state === 'waiting') this.#connect();
  }

  close(): void {
    this.#end({ state: 'closed' });
  }

  #connect(): void {
    this.#callOff();
    this.#callOff = () => {};
    this.#drainAfterMs = undefined;
    if (this.#status.state !== 'connecting') this.#become({ state: 'connecting' });
    const connection = new Connection({
      url: this.#url,
      surroundings: this.#surroundings,
      listener: {
        welcomed: (welcome) => {
          this.#identity = welcome.identity;
          this.#openedAt = this.#surroundings.clock.now();
          this.#listener.welcomed(welcome, connection);
          if (this.#connection === connection) this.#become({ state: 'open' });
        },
        received: (messages) => this.#listener.received(messages),
        ignored: (count) => this.#listener.ignored(count),
        closed: ({ accepted, code }) => {
          if (this.#connection !== connection) return;
          this.#connection = undefined;
          if (accepted) this.#dropped(code);
          else void this.#askWhy();
        },
      },
    });
    this.#connection = connection;
  }

  #dropped(code: number): void {
    const { name, reconnect } = closing(code);
    if (this.#status.state === 'open') {
      if (this.#surroundings.clock.now() - this.#openedAt >= STABLE_MS) this.#attempt = 0;
      this.#listener.dropped();
    }
    if (reconnect === 'never') return this.#end({ state: 'rejected', error: ended(code, name) });
    if (reconnect === 'new-client-id') this.#listener.superseded();
    if (reconnect === 'as-told' && this.#drainAfterMs !== undefined) return this.#wait(drainedMs(this.#drainAfterMs, this.#surroundings.random));
    this.#wait(this.#nextWait());
  }

  // A browser tells nobody why a handshake failed: the same address answers it over HTTP.
  async #askWhy(): Promise<void> {
    const answer = await this.#surroundings.get(verdictUrl(this.#url));
    // It was closed, or somebody came back on line, in the meantime.
    if (this.#status.state !== 'connecting' || this.#connection) return;
    const { final, error, retryAfterMs } = answer ? readVerdict(answer) : {};
    if (final) return this.#end({ state: 'rejected', error: final });
    const wait = this.#nextWait();
    this.#wait(retryAfterMs === undefined ? wait : Math.max(wait, drainedMs(retryAfterMs, this.#surroundings.random)), error);
  }

  #nextWait(): number {
    return backoffMs(this.#attempt++, this.#surroundings.random);
  }

  #wait(ms: number, error?: WireError): void {
    const { clock } = this.#surroundings;
    this.#callOff();
    this.#become({ state: 'waiting', ...(!this.#off && { retryAt: clock.now() + ms }), ...(error && { error }) });
    if (!this.#off) this.#callOff = clock.after(ms, () => this.#connect());
  }

  #hear(happening: Happening): void {
    if (happening === 'leaving') return;
    if (this.#status.state === 'open') this.#connection?.probe();
    // Also when it is only found to be lost by this.
    if (this.#status.retryAt && happening !== 'offline') this.#connect();
  }

  #end(last: Pick<Status, 'state' | 'error'>): void {
    if (this.#status.state === 'closed') return;
    this.#callOff();
    this.#stopListening();
    const connection = this.#connection;
    this.#connection = undefined;
    const wasOpen = this.#status.state === 'open';
    connection?.drop(1000);
    this.#become(last);
    if (wasOpen && connection) this.#listener.dropped();
  }

  #become(next: Omit<Status, 'since' | 'identity'>): void {
    this.#status = { ...next, since: this.#surroundings.clock.now(), ...(this.#identity && { identity: this.#identity }) };
    this.#listener.status(this.#status);
  }
}
