import { directory, DIRECTORY } from '@atrium/kind-directory';
import { type Hub, SYSTEM } from '@atrium/server';
import type { Logger } from 'pino';
import type { House } from './house.ts';

/** People sign in under the name that they have now, and the door says the workspace's: both change in the directory. */
export function followDirectory(hub: Hub, { accounts, facts, log }: Pick<House, 'accounts' | 'facts'> & { readonly log: Logger }): void {
  const channel = hub.channel(directory, DIRECTORY, SYSTEM);
  const failed = (err: unknown): void => log.error({ err }, 'a change of the directory was not followed');
  channel.on('personRenamed', ({ id, name }) => void accounts.rename(id, name).catch(failed));
  channel.on('workspaceNamed', ({ name }) => void facts.set('workspace', name).catch(failed));
}
