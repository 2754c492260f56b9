/** Close codes (RFC 6455 §7.4.2 leaves 4000–4999 to applications), each with what a client does next. */
export const closeCodes = {
  1001: { name: 'going-away', reconnect: 'backoff' },
  1003: { name: 'unsupported-data', reconnect: 'backoff' },
  1006: { name: 'lost', reconnect: 'backoff' },
  1009: { name: 'too-big', reconnect: 'backoff' },
  1012: { name: 'restart', reconnect: 'as-told' },
  4400: { name: 'protocol-violated', reconnect: 'backoff' },
  4401: { name: 'session-ended', reconnect: 'never' },
  4403: { name: 'account-closed', reconnect: 'never' },
  4408: { name: 'silent', reconnect: 'backoff' },
  4409: { name: 'superseded', reconnect: 'new-client-id' },
  4426: { name: 'version', reconnect: 'never' },
  4429: { name: 'too-fast', reconnect: 'backoff' },
  4503: { name: 'too-far-behind', reconnect: 'backoff' },
} as const satisfies Record<number, { name: string; reconnect: 'backoff' | 'as-told' | 'never' | 'new-client-id' }>;

export type CloseCode = keyof typeof closeCodes;
export type CloseName = (typeof closeCodes)[CloseCode]['name'];

/** What to do after any code, also one from a proxy that this table does not know. */
export function closing(code: number): { readonly name: string; readonly reconnect: 'backoff' | 'as-told' | 'never' | 'new-client-id' } {
  return closeCodes[code as CloseCode] ?? { name: `code-${code}`, reconnect: 'backoff' };
}

export const CLOSE = {
  goingAway: 1001,
  unsupportedData: 1003,
  restart: 1012,
  protocolViolated: 4400,
  sessionEnded: 4401,
  accountClosed: 4403,
  silent: 4408,
  superseded: 4409,
  version: 4426,
  tooFast: 4429,
  tooFarBehind: 4503,
} as const;
