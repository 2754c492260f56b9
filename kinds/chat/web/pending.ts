import type { AtriumError } from '@atrium/protocol';
import type { ChatEvent } from '../apply.ts';
import { chat } from '../contract.ts';
import type { ChatView } from '../messages.ts';

/** A command of this client that has not been answered, or was refused and is kept to be shown. */
export interface Pending {
  /** With `n`, what tells it apart: a command adopted from another window has that window's. */
  readonly client: string;
  readonly n: number;
  readonly name: string;
  readonly input: unknown;
  readonly failed?: AtriumError | undefined;
}

export interface FailedMessage {
  readonly which: { readonly client: string; readonly n: number };
  readonly text: string;
  readonly error: AtriumError;
}

/** Messages that were refused for good: their text is kept until the person retries or deletes them. */
export function failedMessages(pending: readonly Pending[]): readonly FailedMessage[] {
  return pending.flatMap(({ client, n, name, input, failed }) =>
    failed && name === 'post' && hasText(input) ? [{ which: { client, n }, text: input.text, error: failed }] : [],
  );
}

const hasText = (input: unknown): input is { readonly text: string } =>
  typeof input === 'object' && input !== null && 'text' in input && typeof input.text === 'string';

/**
 * What commands under way will do to messages outside the live view, such as a reaction in a page of history: the view's own optimism
 * ends where the view does.
 */
export function expectedEvents(
  pending: readonly Pending[],
  { view, me, now }: { readonly view: ChatView; readonly me: string; readonly now: number },
): readonly ChatEvent[] {
  const first = view.messages[0]?.ordinal ?? Infinity;
  return pending.flatMap(({ n, name, input, failed }) => {
    if (failed || !changesMessage(name) || !ordinalIn(input) || input.ordinal >= first) return [];
    // The command was validated when it was emitted; `predict` reads its own fields only.
    const drafts = chat.predict?.[name]?.(view, input as never, { identity: me, now, tag: 0, n }) ?? [];
    return drafts.map((draft) => ({ ...draft, offset: 0, at: now }) as ChatEvent);
  });
}

const changesMessage = (name: string): name is 'edit' | 'delete' | 'react' => name === 'edit' || name === 'delete' || name === 'react';
const ordinalIn = (input: unknown): input is { readonly ordinal: number } =>
  typeof input === 'object' && input !== null && 'ordinal' in input && typeof input.ordinal === 'number';
