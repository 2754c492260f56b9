import { defineChannel } from '@atrium/protocol';
import * as v from 'valibot';

const Token = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const Person = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What the view keeps of what was said: more than a round trip brings. */
export const KEPT = 60;

const Line = v.strictObject({ token: Token, who: Person, to: v.optional(v.array(Person)) });
export type Line = v.InferOutput<typeof Line>;

export const WhispersView = v.strictObject({
  /** Public lines so far. */
  count: Count,
  lines: v.array(Line),
  banned: v.array(Person),
});
export type WhispersView = v.InferOutput<typeof WhispersView>;

/**
 * The kind that the fault checker adds: with private events, with replies and refusals that hang on what was decided just before, and with
 * people who are put out. Every command carries a token of its own, which its event carries on.
 */
export const whispers = defineChannel('whispers', {
  commands: {
    /** `count`: how many were said, this one included. */
    say: { input: v.strictObject({ token: Token }), reply: v.strictObject({ count: Count }) },
    whisper: { input: v.strictObject({ token: Token, to: v.array(Person) }), reply: v.strictObject({ count: Count }) },
    /** Whoever comes first has the slot; the others are refused with the first one's token. */
    claim: { input: v.strictObject({ token: Token, slot: Count }), reply: v.strictObject({ slot: Count }) },
    ban: { input: v.strictObject({ token: Token, who: Person }), reply: v.strictObject({}) },
    pardon: { input: v.strictObject({ token: Token, who: Person }), reply: v.strictObject({}) },
  },
  queries: {},
  events: {
    said: v.strictObject({ token: Token, who: Person }),
    whispered: v.strictObject({ token: Token, who: Person, to: v.array(Person) }),
    claimed: v.strictObject({ token: Token, slot: Count, who: Person }),
    banned: v.strictObject({ token: Token, who: Person }),
    pardoned: v.strictObject({ token: Token, who: Person }),
  },
  signals: {},
  presence: v.strictObject({}),
  view: WhispersView,
  apply: (view, { name, data }) => {
    if (data === null) return view;
    switch (name) {
      case 'said':
        return { ...view, count: view.count + 1, lines: [...view.lines, { token: data.token, who: data.who }].slice(-KEPT) };
      case 'whispered':
        return { ...view, lines: [...view.lines, { token: data.token, who: data.who, to: data.to }].slice(-KEPT) };
      case 'banned':
        return view.banned.includes(data.who) ? view : { ...view, banned: [...view.banned, data.who] };
      case 'pardoned':
        return { ...view, banned: view.banned.filter((who) => who !== data.who) };
      default:
        return view;
    }
  },
  predict: {
    say: (_view, { token }, { identity }) => [{ name: 'said', data: { token, who: identity } }],
    whisper: (_view, { token, to }, { identity }) => [{ name: 'whispered', data: { token, who: identity, to } }],
  },
});
