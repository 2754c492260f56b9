import { SUBPROTOCOL } from '@atrium/protocol';
import { until } from './until.ts';

/** A message of the hub, as it came: whatever it says, nothing is taken for granted. */
export type Said = Readonly<Record<string, unknown>> & { readonly t?: unknown };

/** A WebSocket without a client behind it: it says what it is told to, and writes down everything that it hears. */
export class Wire implements Disposable {
  readonly #socket: WebSocket;
  /** Every message heard, in order. */
  readonly heard: Said[] = [];
  /** How it ended. */
  readonly ended: Promise<number>;
  code: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as Said | Said[];
      this.heard.push(...(Array.isArray(frame) ? frame : [frame]));
    });
    this.ended = new Promise((resolve) => socket.addEventListener('close', ({ code }) => resolve((this.code = code))));
  }

  static async open(origin: string, { cookie, protocol = SUBPROTOCOL }: { readonly cookie: string; readonly protocol?: string }): Promise<Wire> {
    // Node's WebSocket takes headers where the standard has protocols only.
    const options = { protocols: [protocol], headers: { cookie } } as unknown as string;
    const wire = new Wire(new WebSocket(`${origin.replace(/^http/, 'ws')}/live`, options));
    await until('the welcome', () => wire.heard.some(({ t }) => t === 'welcome') || wire.code !== undefined);
    return wire;
  }

  say(...messages: readonly object[]): void {
    this.#socket.send(JSON.stringify(messages.length === 1 ? messages[0] : messages));
  }

  raw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  /** The first message from `since` on that fits; waits for it. */
  async hears(fits: (message: Said) => boolean, since = 0): Promise<Said> {
    const what = `a message after ${since}; heard ${JSON.stringify(this.heard.slice(-4))}`;
    return until(what, () => this.heard.slice(since).find(fits));
  }

  /** Says something, and answers with what was heard from then on that fits. */
  async ask(message: object, fits: (message: Said) => boolean): Promise<Said> {
    const since = this.heard.length;
    this.say(message);
    return this.hears(fits, since);
  }

  /** Everything said before has been taken. */
  async beat(): Promise<void> {
    await this.ask({ t: 'beat' }, ({ t }) => t === 'beat');
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
