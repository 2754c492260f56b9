import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

/** Milliseconds in which both sides have changed from polling to the WebSocket, after the client has. */
const SETTLED_MS = 200;

/** Socket.IO with connection state recovery, and otherwise as its documentation begins. */
export class SocketIoServer implements AsyncDisposable {
  readonly io: Server;
  readonly port: number;

  private constructor(server: Server, port: number) {
    this.io = server;
    this.port = port;
  }

  static async start(connected: (socket: ServerSocket, server: Server) => void = () => undefined): Promise<SocketIoServer> {
    const http = createServer();
    const server = new Server(http, { connectionStateRecovery: {} });
    server.on('connection', (socket) => {
      if (!socket.recovered) void socket.join('lobby');
      connected(socket, server);
    });
    await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
    return new SocketIoServer(server, (http.address() as AddressInfo).port);
  }

  say(text: string): void {
    this.io.to('lobby').emit('said', text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.io.disconnectSockets(true);
    await this.io.close();
  }
}

/** The official client as its documentation begins, with what it heard. */
export class SocketIoUser implements AsyncDisposable {
  readonly socket: Socket;
  readonly heard: string[] = [];
  /** Whether the last connection was one that the server says it recovered. */
  recovered: boolean | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('said', (text: string) => void this.heard.push(text));
  }

  static async in(port: number, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<SocketIoUser> {
    const socket = io(`http://127.0.0.1:${port}`, { forceNew: true, ...options });
    const user = new SocketIoUser(socket);
    await new Promise<void>((resolve) => void socket.once('connect', resolve));
    // It begins by polling; what is done to it is done to its WebSocket, when the server knows of it too.
    const { engine } = socket.io;
    if (engine.transport.name !== 'websocket') await new Promise<void>((resolve) => void engine.once('upgrade', () => resolve()));
    await sleep(SETTLED_MS);
    socket.on('connect', () => (user.recovered = socket.recovered));
    return user;
  }

  /** Says of everything it is asked that it heard it; and what that was. */
  answering(): readonly string[] {
    const asked: string[] = [];
    this.socket.on('ask', (text: string, answer: (heard: boolean) => void) => {
      asked.push(text);
      answer(true);
    });
    return asked;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.socket.disconnect();
    return Promise.resolve();
  }
}

export const recoveredText = ({ recovered }: SocketIoUser): string => (recovered === undefined ? 'never back' : `recovered=${recovered}`);
