import { Adopted, Closed } from '@atrium/client';
import { useClient } from '@atrium/client/react';
import { useEffect, useRef, useState } from 'react';
import type { Message } from '../messages.ts';
import { copyText } from './clipboard.ts';
import type { ComposerHandle } from './composer.tsx';
import { useGround } from './ground.ts';
import { fromMentions } from './mentioning.ts';
import type { MessageActions } from './message-actions.ts';
import { reasonOf } from './refusals.ts';
import type { Conversing } from './use-timeline.ts';

/** Long enough to read a sentence twice. */
const NOTICE_MS = 6_000;

export interface UsedActions {
  readonly actions: MessageActions;
  /** What was refused or done without a trace on the screen, in a sentence. */
  readonly notice: string;
  notify(words: string): void;
  /** The message that is about to be deleted. */
  readonly deleting: Message | undefined;
  stopDeleting(): void;
  remove(message: Message): void;
  /** Waits for a command, and says why when it was refused. */
  follow(command: Promise<unknown>): void;
}

/** What a person does to messages, as commands of the conversation. */
export function useActions(needs: {
  readonly channel: Conversing;
  readonly room: string;
  readonly composer: React.RefObject<ComposerHandle | null>;
  jump(ordinal: number): void;
  markUnread(ordinal: number): void;
}): UsedActions {
  const client = useClient();
  const ground = useGround();
  const [notice, setNotice] = useState('');
  const [deleting, setDeleting] = useState<Message | undefined>(undefined);

  useEffect(() => {
    if (notice === '') return;
    const timer = setTimeout(() => setNotice(''), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const follow = (command: Promise<unknown>): void => {
    command.catch((error: unknown) => {
      // Another window took it over, or the page is closing: its outcome is shown there, or next time.
      if (error instanceof Adopted || error instanceof Closed) return;
      setNotice(ground.say('chat.refused', { reason: reasonOf(error, ground.say) }));
    });
  };
  const copy = async (text: string): Promise<void> => setNotice(ground.say((await copyText(text)) ? 'chat.copied' : 'chat.copyFailed'));

  const doing: MessageActions = {
    react: ({ ordinal, reactions }, emoji) => {
      const on = !reactions.some((reaction) => reaction.emoji === emoji && reaction.who.includes(ground.me.id));
      follow(needs.channel.emit('react', { ordinal, emoji, on }));
    },
    reply: (message) => needs.composer.current?.quote(message),
    edit: (message) => needs.composer.current?.edit(message),
    askDelete: setDeleting,
    pin: ({ ordinal }, on) => follow(needs.channel.emit('pin', { ordinal, on })),
    copyLink: ({ ordinal }) => void copy(ground.linkTo(needs.room, ordinal)),
    copyText: ({ text }) => void copy(fromMentions(text, (id) => ground.person(id)?.name).text),
    markUnread: ({ ordinal }) => needs.markUnread(ordinal),
    jump: needs.jump,
    retry: (which) => follow(client.retry(needs.channel, which)),
    discard: (which) => client.discard(needs.channel, which),
  };
  const latest = useRef(doing);
  latest.current = doing;
  // One object for the life of the room, so that rows are drawn again for their own reasons only.
  const [actions] = useState(() => stable(latest));

  return {
    actions,
    notice,
    notify: setNotice,
    deleting,
    stopDeleting: () => setDeleting(undefined),
    remove: ({ ordinal }) => follow(needs.channel.emit('delete', { ordinal })),
    follow,
  };
}

const stable = (latest: { readonly current: MessageActions }): MessageActions => ({
  react: (message, emoji) => latest.current.react(message, emoji),
  reply: (message) => latest.current.reply(message),
  edit: (message) => latest.current.edit(message),
  askDelete: (message) => latest.current.askDelete(message),
  pin: (message, on) => latest.current.pin(message, on),
  copyLink: (message) => latest.current.copyLink(message),
  copyText: (message) => latest.current.copyText(message),
  markUnread: (message) => latest.current.markUnread(message),
  jump: (ordinal) => latest.current.jump(ordinal),
  retry: (which) => latest.current.retry(which),
  discard: (which) => latest.current.discard(which),
});
