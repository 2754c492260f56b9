import type { Client } from '@atrium/client';
import { chat } from '@atrium/kind-chat';
import { explain } from '../api/explain.ts';
import { toast } from '../parts/toasts.ts';
import type { Say } from '../strings/speech.tsx';
import type { OfferedTable } from './tables.ts';

/** Puts a table into a room, or, with null, takes it off; what went wrong is said. */
export function placeTable(client: Client, say: Say, { room, kind }: { readonly room: string; readonly kind: OfferedTable | null }): void {
  client.emit(chat, room, 'placeTable', { kind }).catch((error: unknown) => toast(explain(error, say)));
}
