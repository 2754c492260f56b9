import { createContext, useContext } from 'react';

/** What a table asks of the shell that shows it. What it holds keeps its identity as long as it means the same. */
export interface TableHost {
  readonly me: { readonly id: string; readonly name: string; readonly role: string };
  person(id: string): { readonly id: string; readonly name: string } | undefined;
  /** Says a sentence of the table's own catalogue, in the reader's language. */
  readonly say: (key: string, args?: Readonly<Record<string, string | number>>) => string;
  /** BCP 47, such as `en` or `ru`. */
  readonly language: string;
  /** A member of the room; others may look. */
  readonly member: boolean;
  /** The room's owner, or whoever's role in the workspace has the right, by its name, such as `market.run`. */
  runs(right: string): boolean;
  readonly archived: boolean;
  /** Asks the app something about this room's table, below its own address for it; rejects with what was wrong. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Copies the address of something on the table, which a message can link. */
  copyLink(ref: string): void;
}

export const TableHostContext = createContext<TableHost | undefined>(undefined);

/** @throws Error outside a TableHostContext. */
export function useTableHost(): TableHost {
  const host = useContext(TableHostContext);
  if (!host) throw new Error('A table is shown inside <TableHostContext value={…}>.');
  return host;
}
