/** Milliseconds of silence that nobody needs to hear of: a lift, a server that restarts. */
export const GRACE_MS = 3_000;

export interface ConnectionStatus {
  readonly state: 'connecting' | 'open' | 'waiting' | 'rejected' | 'closed';
  readonly retryAt?: number | undefined;
}
export type Phase =
  | { readonly show: 'nothing'; /** When to look again. */ readonly until?: number }
  | { readonly show: 'connecting' }
  | { readonly show: 'waiting'; readonly seconds: number }
  /** By the person, who alone ends it. */
  | { readonly show: 'cut' };

/** What the banner says, from how it stands with the connection and since when it is down. */
export function phaseOf(status: ConnectionStatus, downSince: number | undefined, now: number): Phase {
  if (downSince === undefined || (status.state !== 'connecting' && status.state !== 'waiting')) return { show: 'nothing' };
  if (status.state === 'waiting' && status.retryAt === undefined) return { show: 'cut' };
  if (now - downSince < GRACE_MS) return { show: 'nothing', until: downSince + GRACE_MS };
  const wait = status.state === 'waiting' && status.retryAt !== undefined ? Math.ceil((status.retryAt - now) / 1000) : 0;
  return wait > 0 ? { show: 'waiting', seconds: wait } : { show: 'connecting' };
}
