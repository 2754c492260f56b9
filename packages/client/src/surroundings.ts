/** Time as it is handed in, so that a test can turn the hands. */
export interface Clock {
  /** Milliseconds since the epoch, by this machine. */
  now(): number;
  /** Runs `task` once after `ms`; call the answer to call it off. */
  after(ms: number, task: () => void): () => void;
}

/** What a WebSocket must offer; browsers', Node's and the `ws` package's do. */
export interface Socket {
  readonly bufferedAmount: number;
  binaryType: string;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
}
export type SocketConstructor = new (url: string, protocols?: string | string[]) => Socket;

/** `online`, `offline`: what the machine believes of its network. `visible`: a person looks at the page. `leaving`: the page goes. */
export type Happening = 'online' | 'offline' | 'visible' | 'leaving';

/** Everything that the client takes from outside itself. */
export interface Surroundings {
  readonly clock: Clock;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
  /** A new client id: 16 to 40 letters, digits, - or _, that nobody else takes. */
  readonly newId: () => string;
  readonly openSocket: (url: string, subprotocols: string[]) => Socket;
  /** One GET; undefined when the network failed. */
  readonly get: (url: string) => Promise<{ readonly status: number; readonly body: unknown } | undefined>;
  readonly listen: (listener: (happening: Happening) => void) => () => void;
}

const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Milliseconds for the verdict to come: it is a small answer, and without it the client waits and tries again anyway. */
const VERDICT_WITHIN_MS = 5_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 22 characters of 6 random bits. `getRandomValues` is there without a secure context, `randomUUID` is not. */
const randomId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(22)), (byte) => ALPHABET[byte & 63]).join('');

export interface HostOptions {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly WebSocket?: SocketConstructor;
  /** For a bot in Node: headers of the handshake, such as Cookie. A browser sends its own. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser's surroundings, or Node's: what one of them lacks is simply silent. */
export function hostSurroundings({ clock = systemClock, random = Math.random, WebSocket = globalThis.WebSocket, headers }: HostOptions = {}): Surroundings {
  return {
    clock,
    random,
    newId: randomId,
    openSocket: (url, protocols) => new WebSocket(url, (headers ? { protocols, headers } : protocols) as string[]),
    async get(url) {
      const giveUp = new AbortController();
      const callOff = clock.after(VERDICT_WITHIN_MS, () => giveUp.abort());
      try {
        const response = await fetch(url, { signal: giveUp.signal, cache: 'no-store', ...(headers && { headers: { ...headers } }) });
        return { status: response.status, body: (await response.json().catch(() => undefined)) as unknown };
      } catch {
        return undefined;
      } finally {
        callOff();
      }
    },
    listen: listenToPage,
  };
}

function listenToPage(listener: (happening: Happening) => void): () => void {
  if (typeof document === 'undefined') return () => {};
  const off = new AbortController();
  const hear = (target: EventTarget, name: string, happening: Happening): void =>
    target.addEventListener(name, () => (happening !== 'visible' || !document.hidden) && listener(happening), { signal: off.signal });
  hear(window, 'online', 'online');
  hear(window, 'offline', 'offline');
  hear(document, 'visibilitychange', 'visible');
  // A page that comes back from the back-forward cache lost its socket while it was away.
  hear(window, 'pageshow', 'visible');
  hear(window, 'pagehide', 'leaving');
  return () => off.abort();
}
