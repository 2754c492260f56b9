import { addressOf, defineChannel, type EventOf } from '@atrium/protocol';
import {
  type DecideContext,
  defineKind,
  type Draft,
  type Effect,
  isInternal,
  type Migration,
  type Recorded,
  refuse,
  type Row,
  type Sql,
  sql,
} from '@atrium/server';
import * as v from 'valibot';

/**
 * A kind for tests alone, with private events. Its text can be for some people only; it has moderators, who see everything; it reminds
 * itself, tells other channels, gives out seats by looking into rows, and forgets what is redacted.
 */

const Text = v.object({ text: v.string() });
const Who = v.object({ who: v.string() });
const Line = v.object({ o: v.number(), name: v.string(), who: v.string(), text: v.nullable(v.string()) });
const Lines = v.object({ lines: v.array(Line) });
type Line = v.InferOutput<typeof Line>;
type Lines = v.InferOutput<typeof Lines>;
const Nothing = v.object({});

const commands = {
  /** Brings the channel about; whoever does is its moderator. `lobby…` channels are open to all and are there from the start. */
  open: { input: v.object({ members: v.array(v.string()) }), reply: Nothing },
  /** To everyone, or to some; the author and the moderators see it too. */
  post: { input: v.object({ text: v.string(), to: v.optional(v.array(v.string())) }), reply: v.object({ ordinal: v.number() }) },
  add: { input: Who, reply: Nothing },
  promote: { input: Who, reply: Nothing },
  ban: { input: Who, reply: Nothing },
  redact: { input: v.object({ offset: v.number() }), reply: Nothing },
  /** Says `text` here after a while; a later one of the same name replaces it. */
  remind: { input: v.object({ name: v.string(), afterMs: v.number(), text: v.string() }), reply: Nothing },
  callOff: { input: v.object({ name: v.string() }), reply: Nothing },
  /** What a reminder, and another channel, says here. */
  hear: { input: Text, reply: Nothing },
  /** Says `text` in another channel. */
  tell: { input: v.object({ id: v.string(), text: v.string() }), reply: Nothing },
  /** A job for the app. */
  ring: { input: Text, reply: Nothing },
  /** Takes a seat that is free: a decision with `load`. */
  sit: { input: v.object({ seat: v.string() }), reply: v.object({ seat: v.string() }) },
  /** Several events in one go. */
  burst: { input: v.object({ count: v.number(), bytes: v.number() }), reply: Nothing },
};
const events = {
  opened: v.object({ by: v.string(), members: v.array(v.string()) }),
  posted: v.object({ who: v.string(), text: v.string(), ordinal: v.number() }),
  added: Who,
  promoted: Who,
  banned: Who,
  redacted: v.object({ offset: v.number() }),
  reminding: v.object({ name: v.string(), at: v.number(), text: v.string() }),
  calledOff: v.object({ name: v.string() }),
  heard: v.object({ who: v.string(), text: v.string() }),
  told: v.object({ id: v.string(), text: v.string() }),
  rang: Text,
  seated: v.object({ who: v.string(), seat: v.string() }),
};

export const privateContract = defineChannel('private', {
  commands,
  queries: { lines: { input: v.object({ containing: v.string() }), reply: Lines } },
  events,
  signals: { typing: { data: v.object({ on: v.boolean() }), ttlMs: 5000 } },
  presence: v.nullable(v.object({ mood: v.string() })),
  view: Lines,
  apply,
});

type PrivateEvent = EventOf<typeof events>;

/** What an event shows, if it shows anything. */
function lineOf(event: PrivateEvent): Line | undefined {
  const { offset: o, name } = event;
  if (name !== 'posted' && name !== 'heard' && name !== 'seated') return undefined;
  if (event.data === null) return { o, name, who: '', text: null };
  return { o, name, who: event.data.who, text: 'seat' in event.data ? event.data.seat : event.data.text };
}

function apply({ lines }: Lines, event: PrivateEvent): Lines {
  if (event.name === 'redacted') {
    const gone = event.data?.offset;
    return { lines: lines.map((line) => (line.o === gone ? { ...line, who: '', text: null } : line)) };
  }
  const line = lineOf(event);
  return line ? { lines: [...lines, line] } : { lines };
}

/** JSON on the event's row: the people who may see it besides the moderators. */
type Audience = readonly string[] | undefined;
const audienceOf = (value: unknown): Audience => (Array.isArray(value) ? value.filter((who) => typeof who === 'string') : undefined);

interface PrivateState {
  isOpen: boolean;
  readonly isLobby: boolean;
  readonly moderators: Set<string>;
  readonly members: Set<string>;
  readonly banned: Set<string>;
  readonly audiences: Map<number, Audience>;
  posted: number;
  deleted: number[];
}
/** Moderators see everything, so theirs are equal; what a member sees depends on who it is. */
export type PrivateViewer = { readonly role: 'moderator' } | { readonly role: 'member'; readonly id: string };

const migrations: readonly Migration[] = [
  {
    name: 'private/0001-lines',
    sql: `
      create table private_lines (channel text not null, o integer not null, name text not null, who text not null, text text, audience text, primary key (channel, o));
      create table private_seats (channel text not null, seat text not null, who text not null, primary key (channel, seat));
    `,
  },
];

function viewer(state: PrivateState, { id }: { readonly id: string }): PrivateViewer | undefined {
  if (!state.isOpen || state.banned.has(id)) return undefined;
  if (state.moderators.has(id)) return { role: 'moderator' };
  return state.isLobby || state.members.has(id) ? { role: 'member', id } : undefined;
}

const visible = ({ audience }: { readonly audience: unknown }, seeing: PrivateViewer): boolean => {
  const to = audienceOf(audience);
  return to === undefined || seeing.role === 'moderator' || to.includes(seeing.id);
};

function evolve(state: PrivateState, event: Recorded<typeof privateContract>): PrivateState {
  switch (event.name) {
    case 'opened':
      state.isOpen = true;
      if (event.data) state.moderators.add(event.data.by);
      for (const who of event.data?.members ?? []) state.members.add(who);
      return state;
    case 'posted':
      if (event.data?.text === '!evolve') throw new Error('a kind that breaks in evolve');
      state.audiences.set(event.offset, audienceOf(event.audience));
      if (event.audience === undefined) state.posted += 1;
      return state;
    case 'added':
      if (event.data) state.members.add(event.data.who);
      if (event.data) state.banned.delete(event.data.who);
      return state;
    case 'promoted':
      if (event.data) state.moderators.add(event.data.who);
      return state;
    case 'banned':
      if (event.data) state.banned.add(event.data.who);
      return state;
    default:
      return state;
  }
}

type DraftEvent = Draft<typeof privateContract>;
const done = (...drafts: DraftEvent[]): { events: DraftEvent[]; reply: Record<string, never> } => ({ events: drafts, reply: {} });
const rules = (state: PrivateState, { identity }: DecideContext): boolean => isInternal(identity) || state.moderators.has(identity.id);
const notYours = refuse('not-yours', 'Only a moderator can do that.');

export const privateKind = defineKind(privateContract, {
  migrations,
  initial: (id: string): PrivateState => ({
    isOpen: id.startsWith('lobby'),
    isLobby: id.startsWith('lobby'),
    moderators: new Set(),
    members: new Set(),
    banned: new Set(),
    audiences: new Map(),
    posted: 0,
    deleted: [],
  }),
  evolve,
  decide: {
    open: (state, { members }, { identity }) =>
      state.isOpen ? refuse('open', 'It is open already.') : done({ name: 'opened', data: { by: identity.id, members } }),
    post(state, { text, to }, { identity }) {
      if (text === '!refuse') return refuse('unwanted', 'Not that.');
      if (text === '!decide') throw new Error('a kind that breaks in decide');
      const audience = to && { audience: [...new Set([...to, identity.id])].sort() };
      const ordinal = to ? state.posted : state.posted + 1;
      return { events: [{ name: 'posted', data: { who: identity.id, text, ordinal }, ...audience }], reply: { ordinal } };
    },
    add: (state, { who }, context) => (rules(state, context) ? done({ name: 'added', data: { who } }) : notYours),
    promote: (state, { who }, context) => (rules(state, context) ? done({ name: 'promoted', data: { who } }) : notYours),
    ban: (state, { who }, context) => (rules(state, context) ? done({ name: 'banned', data: { who } }) : notYours),
    redact(state, { offset }) {
      if (!state.audiences.has(offset)) return refuse('no-post', 'There is no such post.');
      const audience = state.audiences.get(offset);
      return { events: [{ name: 'redacted', data: { offset }, ...(audience && { audience }) }], reply: {}, redacts: [offset] };
    },
    remind: (_state, { name, afterMs, text }, { now }) => done({ name: 'reminding', data: { name, at: now + afterMs, text } }),
    callOff: (_state, { name }) => done({ name: 'calledOff', data: { name } }),
    hear: (_state, { text }, { identity }) =>
      text === '!refuse' ? refuse('unwanted', 'Not that.') : done({ name: 'heard', data: { who: identity.id, text } }),
    tell: (_state, { id, text }) => done({ name: 'told', data: { id, text } }),
    ring: (_state, { text }) => done({ name: 'rang', data: { text } }),
    sit(_state, { seat }, { identity, rows }) {
      const taken = rows[0]?.[0];
      if (taken) return refuse('taken', `${String(taken['who'])} sits there.`);
      return { events: [{ name: 'seated', data: { who: identity.id, seat } }], reply: { seat } };
    },
    burst: (state, { count, bytes }, { identity }) =>
      done(
        ...Array.from({ length: count }, (_, at): DraftEvent => ({
          name: 'posted',
          data: { who: identity.id, text: String(at).padEnd(bytes, '.'), ordinal: state.posted + at + 1 },
        })),
      ),
  },
  load: { sit: ({ seat }, { id }) => [sql`select who from private_seats where channel = ${id} and seat = ${seat}`] },
  queries: {
    async lines(read, { containing }, { id, viewer: seeing }) {
      const all = await linesFor(read, { id, viewer: seeing });
      return { lines: all.filter(({ text }) => text?.includes(containing)) };
    },
  },
  viewer,
  viewerEvents: ['opened', 'added', 'promoted', 'banned'],
  openTo: ['open'],
  visible,
  open: async (read, of) => ({ lines: await linesFor(read, of) }),
  project,
  react,
  countable: ({ posted, deleted }) => ({ last: posted, deleted }),
});

async function linesFor(
  read: (query: Sql) => Promise<readonly Row[]>,
  { id, viewer: seeing }: { readonly id: string; readonly viewer: PrivateViewer },
): Promise<Line[]> {
  const rows = await read(sql`select o, name, who, text, audience from private_lines where channel = ${id} order by o`);
  return rows
    .filter(({ audience }) => visible({ audience: audience === null ? undefined : JSON.parse(String(audience)) }, seeing))
    .map(({ o, name, who, text }) => ({ o: Number(o), name: String(name), who: String(who), text: text === null ? null : String(text) }));
}

function project(event: Recorded<typeof privateContract>, { id }: { readonly id: string }): readonly Sql[] {
  if (event.name === 'redacted')
    return event.data ? [sql`update private_lines set who = '', text = null where channel = ${id} and o = ${event.data.offset}`] : [];
  const line = lineOf(event);
  if (!line) return [];
  if (line.text === '!rows') return [sql`insert into nowhere values (1)`];
  const audience = event.audience === undefined ? null : JSON.stringify(event.audience);
  return [
    sql`insert into private_lines (channel, o, name, who, text, audience) values (${id}, ${line.o}, ${line.name}, ${line.who}, ${line.text}, ${audience})`,
    ...(event.name === 'seated' ? [sql`insert into private_seats (channel, seat, who) values (${id}, ${line.text}, ${line.who})`] : []),
  ];
}

function react(event: Recorded<typeof privateContract>, { id }: { readonly id: string }): readonly Effect[] {
  if (event.data === null) return [];
  switch (event.name) {
    case 'reminding':
      return [{ to: addressOf('private', id), name: 'hear', input: { text: event.data.text }, at: event.data.at, timer: event.data.name }];
    case 'calledOff':
      return [{ cancel: event.data.name }];
    case 'told':
      return [{ to: addressOf('private', event.data.id), name: 'hear', input: { text: event.data.text } }];
    case 'rang':
      return [{ job: 'ring', input: { text: event.data.text } }];
    default:
      return [];
  }
}
