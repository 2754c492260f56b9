import type { MarketKey, Say } from './say.ts';

const byCode: Readonly<Record<string, MarketKey>> = {
  'too-dear': 'market.reason.tooDear',
  over: 'market.reason.over',
  'too-many-orders': 'market.reason.tooMany',
  'no-such-order': 'market.reason.gone',
  'room-archived': 'market.reason.archived',
  'not-a-member': 'market.reason.member',
};

/** Why something was not done, in the reader's language. */
export function reasonOf(error: unknown, say: Say): string {
  const { code } = error instanceof Error ? (error as { readonly code?: unknown }) : {};
  return say((typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined) ?? 'market.reason.other');
}
