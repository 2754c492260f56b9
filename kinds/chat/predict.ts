import type { DraftOf, PredictContext } from '@atrium/protocol';
import { mentionsIn } from './mentions.ts';
import type { ChatView, events, Message } from './messages.ts';
import { heirAfter, newcomersAmong } from './succession.ts';

type Drafts = readonly DraftOf<typeof events>[];
type Prediction<Input> = (view: ChatView, input: Input, context: PredictContext) => Drafts;
const nothing: Drafts = [];

const isMember = (view: ChatView, id: string): boolean => view.members.some((member) => member.id === id);
const mayWrite = (view: ChatView, id: string): boolean => !view.room.archived && isMember(view, id);
const mayShape = (view: ChatView, id: string): boolean => view.room.type !== 'direct' && isMember(view, id);
const messageAt = (view: ChatView, ordinal: number): Message | undefined => view.messages[ordinal - (view.messages[0]?.ordinal ?? 0)];

/**
 * What the owner is expected to decide, shown until its answer is there. Rights are not known here: who lacks one sees the change for
 * as long as the answer takes. A message outside the view is predicted too, for those who show it from a page of history.
 */
const post: Prediction<{ readonly text: string; readonly quote?: number | undefined }> = (view, { text, quote }, { identity }) => {
  if (!mayWrite(view, identity)) return nothing;
  const mentions = mentionsIn(text, { author: identity, isMember: (id) => isMember(view, id) });
  return [{ name: 'posted', data: { ordinal: view.last + 1, author: identity, text, mentions, ...(quote !== undefined && { quote }) } }];
};

const edit: Prediction<{ readonly ordinal: number; readonly text: string }> = (view, { ordinal, text }, { identity }) => {
  const message = messageAt(view, ordinal);
  if (!mayWrite(view, identity) || message?.deleted || (message && message.author !== identity)) return nothing;
  const mentions = mentionsIn(text, { author: identity, isMember: (id) => isMember(view, id) });
  const unmentioned = (message?.mentions ?? []).filter((id) => !mentions.includes(id));
  return [{ name: 'edited', data: { ordinal, text, mentions, unmentioned } }];
};

const remove: Prediction<{ readonly ordinal: number }> = (view, { ordinal }, { identity }) => {
  const message = messageAt(view, ordinal);
  if (!isMember(view, identity) || message?.deleted) return nothing;
  return [{ name: 'deleted', data: { ordinal, by: identity, mentions: message?.mentions ?? [] } }];
};

const react: Prediction<{ readonly ordinal: number; readonly emoji: string; readonly on: boolean }> = (view, { ordinal, emoji, on }, { identity }) => {
  const message = messageAt(view, ordinal);
  if (!mayWrite(view, identity) || message?.deleted) return nothing;
  const standing = message?.reactions.find((reaction) => reaction.emoji === emoji)?.who.includes(identity) ?? false;
  return message && standing === on ? nothing : [{ name: 'reacted', data: { ordinal, emoji, who: identity, on } }];
};

const pin: Prediction<{ readonly ordinal: number; readonly on: boolean }> = (view, { ordinal, on }, { identity }) => {
  if (!mayWrite(view, identity) || messageAt(view, ordinal)?.deleted || view.pins.includes(ordinal) === on) return nothing;
  return [{ name: 'pinned', data: { ordinal, on, by: identity } }];
};

const rename: Prediction<{ readonly name: string }> = (view, { name }, { identity }) =>
  !mayShape(view, identity) || view.room.name === name ? nothing : [{ name: 'renamed', data: { name, by: identity } }];

const describe: Prediction<{ readonly topic: string }> = (view, { topic }, { identity }) =>
  !mayShape(view, identity) || view.room.topic === topic ? nothing : [{ name: 'described', data: { topic, by: identity } }];

const archive: Prediction<{ readonly on: boolean }> = (view, { on }, { identity }) =>
  !mayShape(view, identity) || view.room.archived === on ? nothing : [{ name: 'archived', data: { on, by: identity } }];

const add: Prediction<{ readonly people: readonly string[] }> = (view, { people }, { identity }) =>
  mayShape(view, identity) ? come(view, { people, by: identity }) : nothing;

const removeMember: Prediction<{ readonly person: string }> = (view, { person }, { identity }) =>
  !mayShape(view, identity) || person === identity || !isMember(view, person) ? nothing : gone(view, { id: person, by: identity });

const join: Prediction<object> = (view, _input, { identity }) => (view.room.type === 'public' ? come(view, { people: [identity], by: identity }) : nothing);

const leave: Prediction<object> = (view, _input, { identity }) => (mayShape(view, identity) ? gone(view, { id: identity, by: identity }) : nothing);

const come = (view: ChatView, { people, by }: { readonly people: readonly string[]; readonly by: string }): Drafts =>
  newcomersAmong(people, view.members).map(({ id, role }) => ({ name: 'memberAdded', data: { id, role, by, last: view.last } }));

function gone(view: ChatView, { id, by }: { readonly id: string; readonly by: string }): Drafts {
  const heir = heirAfter(view.members, id);
  return [
    { name: 'memberRemoved', data: { id, by } },
    ...(heir === undefined ? [] : [{ name: 'roleChanged' as const, data: { id: heir, role: 'owner' as const, by } }]),
  ];
}

export const predict = { post, edit, delete: remove, react, pin, rename, describe, archive, add, remove: removeMember, join, leave };
