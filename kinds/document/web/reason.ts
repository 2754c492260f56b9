import type { DocumentKey, Say } from './say.ts';

const byCode: Readonly<Record<string, DocumentKey>> = {
  'document-full': 'document.reason.full',
  'room-archived': 'document.reason.archived',
  'not-a-member': 'document.reason.member',
  'not-found': 'document.reason.member',
  'too-large': 'document.reason.large',
  'too-many-versions': 'document.reason.versions',
  'no-version': 'document.reason.gone',
};

/** Why something was not done, in the reader's language. */
export function reasonOf(error: unknown, say: Say): string {
  const { code } = error instanceof Error ? (error as { readonly code?: unknown }) : {};
  return say((typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined) ?? 'document.reason.other');
}
