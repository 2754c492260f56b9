import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { clientFrame, FrameReader, OPCODE, type OnFrame } from './frames.ts';
import { ReadingPace } from './reading-pace.ts';

/** Read into by all sockets in turn: nothing is allocated for what comes in. Larger than what one read brings. */
const shared = Buffer.allocUnsafeSlow(256 * 1024);
const HEAD_END = Buffer.from('\r\n\r\n');

export interface RawTarget {
  readonly port: number;
  /** With its query. */
  readonly path: string;
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** From where, when one address has too few ports. */
  readonly localAddress?: string;
}

/** A WebSocket without its comforts: a socket, a handshake by hand, and frames that are counted where they lie. */
export interface RawClient {
  readonly socket: Socket;
  /** Bytes of frames' payloads that have come. */
  readonly received: number;
  /** Whole frames, as `clientFrame` makes them. */
  write(frames: Buffer): void;
  sendText(text: string): void;
  /** Reads nothing until `resume`: what comes stays with the kernel, and then with whoever sends. */
  pause(): void;
  resume(): void;
  /** Ends it without a TIME_WAIT, so that ports do not run out. */
  cut(): void;
}

/**
 * Opens a connection. Frames of the first bytes after the handshake come before the promise resolves, so `onFrame` gets the client. Pings are
 * answered here.
 * @throws Error when the handshake is rejected, with its status line.
 */
export function openRaw(
  target: RawTarget,
  on: {
    readonly frame: (client: RawClient, ...frame: Parameters<OnFrame>) => void;
    readonly close: (client: RawClient) => void;
    /** Reads so much and no more, a little at a time: a thin line. Undefined: all that comes. */
    readonly bytesPerSecond?: number;
  },
): Promise<RawClient> {
  const { port, path, protocols, headers = {}, localAddress } = target;
  return new Promise((resolve, reject) => {
    let head: Buffer | undefined = Buffer.alloc(0);
    let received = 0;
    const pace = on.bytesPerSecond === undefined ? undefined : new ReadingPace(on.bytesPerSecond);
    const buffer = pace?.buffer ?? shared;
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      ...(localAddress !== undefined && { localAddress }),
      onread: {
        buffer,
        callback: (length) => {
          if (head === undefined) reader.push(buffer, length);
          else shake(Buffer.from(buffer.subarray(0, length)));
          if (!pace) return true;
          setTimeout(() => socket.resume(), pace.wait(length, performance.now()));
          return false;
        },
      },
    });
    const client: RawClient = {
      socket,
      get received() {
        return received;
      },
      write: (frames) => void socket.write(frames),
      sendText: (text) => void socket.write(clientFrame(text)),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      cut: () => socket.resetAndDestroy(),
    };
    const reader = new FrameReader((opcode, bytes, start, end) => {
      received += end - start;
      if (opcode === OPCODE.ping) socket.write(clientFrame(bytes.subarray(start, end), OPCODE.pong));
      else on.frame(client, opcode, bytes, start, end);
    });

    function shake(chunk: Buffer): void {
      const all = Buffer.concat([head ?? Buffer.alloc(0), chunk]);
      const end = all.indexOf(HEAD_END);
      head = all;
      if (end < 0) return;
      head = undefined;
      const [status = ''] = all.toString('latin1', 0, end).split('\r\n', 1);
      if (!status.startsWith('HTTP/1.1 101')) {
        reject(new Error(`The handshake was rejected: ${status} ${all.toString('utf8', end + 4)}`));
        return void socket.destroy();
      }
      const rest = all.subarray(end + 4);
      if (rest.length > 0) reader.push(rest, rest.length);
      resolve(client);
    }

    socket.once('error', reject);
    // A later error ends in 'close', which is what counts.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      reject(new Error('The connection was closed during the handshake.'));
      on.close(client);
    });
    socket.once('connect', () => {
      const lines = [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        ...(protocols ? [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`] : []),
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
  });
}
