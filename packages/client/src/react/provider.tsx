import { createContext, useContext, type ReactNode } from 'react';
import type { Client } from '../client.ts';

const ClientContext = createContext<Client | undefined>(undefined);

/** Gives the client to everything inside; whoever made it closes it. */
export function ClientProvider({ client, children }: { readonly client: Client; readonly children?: ReactNode }): ReactNode {
  return <ClientContext value={client}>{children}</ClientContext>;
}

/** @throws Error outside a ClientProvider. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('Put a <ClientProvider client={…}> around what uses the client.');
  return client;
}
