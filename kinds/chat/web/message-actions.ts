import type { Message } from '../messages.ts';
import type { Ground } from './ground.ts';
import type { IconName } from './icons.tsx';
import type { FailedMessage } from './pending.ts';
import type { ChatKey } from './say.ts';

/** What can be done to messages. One object for the whole list, the same for its life. */
export interface MessageActions {
  react(message: Message, emoji: string): void;
  reply(message: Message): void;
  edit(message: Message): void;
  askDelete(message: Message): void;
  pin(message: Message, on: boolean): void;
  copyLink(message: Message): void;
  copyText(message: Message): void;
  markUnread(message: Message): void;
  jump(ordinal: number): void;
  retry(which: FailedMessage['which']): void;
  discard(which: FailedMessage['which']): void;
}

export interface Offer {
  readonly name: ChatKey;
  readonly icon: IconName;
  readonly danger?: true;
  run(): void;
}

/** What this person may do to a message, in the order in which it is offered. `writable`: they are a member, and the room is not archived. */
export function offersFor(
  message: Message,
  {
    ground,
    actions,
    pinned,
    writable,
    pending,
  }: { readonly ground: Ground; readonly actions: MessageActions; readonly pinned: boolean; readonly writable: boolean; readonly pending: boolean },
): readonly Offer[] {
  const { me, may } = ground;
  const mine = message.author === me.id;
  const offers: Offer[] = [];
  const settled = !pending;
  if (writable && settled && may('message.post')) offers.push({ name: 'chat.reply', icon: 'reply', run: () => actions.reply(message) });
  if (writable && settled && mine && may('message.edit.own')) offers.push({ name: 'chat.edit', icon: 'edit', run: () => actions.edit(message) });
  if (settled) offers.push({ name: 'chat.copyLink', icon: 'link', run: () => actions.copyLink(message) });
  offers.push({ name: 'chat.copyText', icon: 'copy', run: () => actions.copyText(message) });
  if (writable && settled && may('message.pin'))
    offers.push({ name: pinned ? 'chat.unpin' : 'chat.pin', icon: 'pin', run: () => actions.pin(message, !pinned) });
  if (settled) offers.push({ name: 'chat.markUnread', icon: 'unread', run: () => actions.markUnread(message) });
  if (writable && settled && (mine ? may('message.delete.own') : may('message.delete.any')))
    offers.push({ name: 'chat.delete', icon: 'trash', danger: true, run: () => actions.askDelete(message) });
  return offers;
}
