import type { BoardKey, Say } from './say.ts';

const byCode: Readonly<Record<string, BoardKey>> = {
  'room-archived': 'board.reason.archived',
  'not-allowed': 'board.reason.allowed',
  'not-a-member': 'board.reason.allowed',
  'too-many-rules': 'board.reason.rules',
};

/** Why something was not done, in the reader's language. */
export function reasonOf(error: unknown, say: Say): string {
  const { code } = error instanceof Error ? (error as { readonly code?: unknown }) : {};
  return say((typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined) ?? 'board.reason.other');
}
