import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Identity } from '@atrium/server';

/** What the app needs of a hub; tests give it a small double. */
export interface HubPort {
  command(request: { readonly identity: Identity; readonly channel: string; readonly name: string; readonly input: unknown }): Promise<unknown>;
  query(request: { readonly identity: Identity; readonly channel: string; readonly name: string; readonly input: unknown }): Promise<unknown>;
  revoke(of: { readonly identity?: string; readonly session?: string }, closeCode: number): void;
  explain(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stats(): Readonly<Record<string, number>>;
  drain(options: { readonly withinMs: number }): Promise<void>;
  close(): Promise<void>;
}
