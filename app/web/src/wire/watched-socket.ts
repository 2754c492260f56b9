/**
 * The page's WebSocket. It keeps what a page may know of its handshake, and lets the wire panel look at what passes; while that is closed it
 * holds nothing and does nothing.
 */
export class WatchedSocket extends WebSocket {
  /** The one that was made last. */
  static newest: WatchedSocket | undefined;
  /** Told of each new one, before its handshake. */
  static made: ((socket: WatchedSocket) => void) | undefined;

  readonly offered: readonly string[];
  /** When the page asked, in ms since the epoch; and by the page's own clock, as `acceptedAt`. */
  readonly askedOn = Date.now();
  readonly askedAt = performance.now();
  acceptedAt: number | undefined;
  /** What is sent and what is heard, as it is on the wire, before the client knows of it. */
  onsent: ((data: unknown) => void) | undefined;
  onheard: ((data: unknown) => void) | undefined;

  constructor(url: string, protocols: string | string[] = []) {
    super(url, protocols);
    this.offered = [protocols].flat();
    this.addEventListener('open', () => void (this.acceptedAt = performance.now()));
    this.addEventListener('message', ({ data }) => this.onheard?.(data));
    WatchedSocket.newest = this;
    WatchedSocket.made?.(this);
  }

  override send(data: string | Blob | BufferSource): void {
    this.onsent?.(data);
    super.send(data);
  }
}
