import type { SocketConstructor } from '@atrium/client';
import { readBinary } from '@atrium/protocol';
import { tokenIn } from './check/token.ts';
import type { Position, Refused, Told } from './check/history.ts';

type TapEntry = Told | { readonly t: 'claimed'; readonly client: string; readonly id: string };

interface Frame {
  readonly t: string;
  readonly [field: string]: unknown;
}

/**
 * A WebSocket that writes down what crosses it, in both directions, before the client makes anything of it: so the hub's word is checked
 * apart from what the client did with it.
 */
export function tapped(client: string, write: (entry: TapEntry) => void): SocketConstructor {
  let links = 0;
  return class extends globalThis.WebSocket {
    readonly #link = ++links;
    readonly #claims: string[] = [];
    readonly #channels = new Map<number, string>();

    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        for (const frame of typeof data === 'string' ? framesIn(data) : binaryIn(data)) this.#heard(frame);
      });
    }

    override send(data: string): void {
      for (const frame of framesIn(data)) this.#said(frame);
      super.send(data);
    }

    #said(frame: Frame): void {
      const link = this.#link;
      switch (frame.t) {
        case 'claim': {
          const [first] = frame['clients'] as string[];
          if (this.#claims.length === 0 && first !== undefined) write({ t: 'claimed', client, id: first });
          this.#claims.push(...(frame['clients'] as string[]));
          return;
        }
        case 'join':
          for (const { channel, at } of frame['channels'] as { channel: string; at?: Position }[])
            write({ t: 'asked', client, link, channel, from: at ?? null });
          return;
        case 'command': {
          const { c, channel, n, name, input } = frame as unknown as {
            c: number;
            channel: string;
            n: number;
            name: string;
            input: unknown;
          };
          const token = tokenIn(input);
          write({ t: 'sent', client, link, id: this.#claims[c] ?? '', channel, n, name, at: Date.now(), ...(token !== undefined && { token }) });
        }
      }
    }

    #heard(frame: Frame): void {
      const link = this.#link;
      const channel = this.#channels.get(frame['ch'] as number) ?? '';
      switch (frame.t) {
        case 'joined': {
          const { ch, channel: joined, outcome, at } = frame as unknown as { ch: number; channel: string; outcome: 'missed' | 'snapshot'; at: Position };
          this.#channels.set(ch, joined);
          return write({ t: 'told-joined', client, link, channel: joined, outcome, position: at });
        }
        case 'snapshot':
          if (frame['last'] === true) write({ t: 'told-snapshot', client, link, channel, position: frame['at'] as Position });
          return;
        case 'batch': {
          const { term, from, to, events } = frame as unknown as { term: string; from: number; to: number; events: { o?: number; name: string }[] };
          // An offset is left out where it is one more than the one before.
          let offset = from - 1;
          return write({
            t: 'told-batch',
            client,
            link,
            channel,
            term,
            from,
            to,
            events: events.map(({ o, name }) => [(offset = o ?? offset + 1), name] as const),
          });
        }
        case 'refused':
          return write({ t: 'told-refused', client, link, channel: frame['channel'] as string });
        case 'reply': {
          const {
            c,
            channel: asked,
            n,
            at,
            reply,
            error,
          } = frame as unknown as { c: number; channel: string; n: number; at?: Position; reply?: unknown; error?: Refused };
          return write({
            t: 'told-reply',
            client,
            link,
            id: this.#claims[c] ?? '',
            channel: asked,
            n,
            ...(at && { position: at }),
            ...(error ? { error } : { reply }),
          });
        }
      }
    }
  };
}

function framesIn(text: string): readonly Frame[] {
  const frame = JSON.parse(text) as Frame | Frame[];
  return Array.isArray(frame) ? frame : [frame];
}

const binaryIn = (data: unknown): readonly Frame[] => (data instanceof ArrayBuffer ? (readBinary(new Uint8Array(data)) as Frame[]) : []);
