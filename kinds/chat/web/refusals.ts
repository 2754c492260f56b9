import type { ChatKey, Say } from './say.ts';

/** A refusal's own word, by the kind's codes, and the sentence for it. */
const byCode: Readonly<Record<string, ChatKey>> = {
  archived: 'chat.reason.archived',
  'room-archived': 'chat.reason.archived',
  'not-member': 'chat.reason.notMember',
  'not-a-member': 'chat.reason.notMember',
  forbidden: 'chat.reason.forbidden',
  'not-allowed': 'chat.reason.forbidden',
  deleted: 'chat.reason.deleted',
  'message-deleted': 'chat.reason.deleted',
  'too-many-reactions': 'chat.reason.tooManyReactions',
};
const byKind: Readonly<Record<string, ChatKey>> = {
  'not-found': 'chat.reason.notMember',
  'bad-input': 'chat.reason.tooLong',
  forgotten: 'chat.reason.forgotten',
  internal: 'chat.reason.internal',
};

/** Why something was not done, in the reader's language where the reason is one we know, in the hub's words otherwise. */
export function reasonOf(error: unknown, say: Say): string {
  if (!(error instanceof Error)) return '';
  const { code, kind } = error as { readonly code?: unknown; readonly kind?: unknown };
  const key = (typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined) ?? (typeof kind === 'string' && Object.hasOwn(byKind, kind) ? byKind[kind] : undefined);
  return key ? say(key) : error.message;
}
