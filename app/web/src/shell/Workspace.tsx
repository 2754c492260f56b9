import { type Client } from '@atrium/client';
import { ClientProvider } from '@atrium/client/react';
import type { JSX } from 'react';
import type { Farewell } from '../App.tsx';
import type { Me } from '../api/session.ts';
import { LiveProvider } from '../live/Live.tsx';
import { Shell } from './Shell.tsx';

/** The house, for somebody who is in. */
export function Workspace({
  client,
  me,
  workspace,
  leave,
}: {
  readonly client: Client;
  readonly me: Me;
  readonly workspace: string;
  leave(farewell: Farewell): void;
}): JSX.Element {
  return (
    <ClientProvider client={client}>
      <LiveProvider client={client} me={me} workspace={workspace}>
        <Shell leave={leave} />
      </LiveProvider>
    </ClientProvider>
  );
}
