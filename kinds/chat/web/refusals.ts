import type { ChatKey, Say } from './say.ts';

/** A refusal's own word, by the kind's codes, and the sentence for it. */
const byCode: Readonly<Record<string, ChatKey>> = {
  'room-archived': 'chat.reason.archived',
  'not-a-member': 'chat.reason.notMember',
  'not-allowed': 'chat.reason.forbidden',
  'no-such-message': 'chat.reason.deleted',
  'too-many-reactions': 'chat.reason.tooManyReactions',
  'too-many-edits': 'chat.reason.tooManyEdits',
  'too-many-pins': 'chat.reason.tooManyPins',
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
  const key =
    (typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined) ??
    (typeof kind === 'string' && Object.hasOwn(byKind, kind) ? byKind[kind] : undefined);
  return key ? say(key) : error.message;
}
