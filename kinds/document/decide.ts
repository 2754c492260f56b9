import { type CommandInput, type CommandName } from '@atrium/protocol';
import { type DecideContext, type Decision, type Draft, refuse } from '@atrium/server';
import { barred, decideFollow } from '@atrium/table';
import { Bytes, DOCUMENT_BYTES, type document, NAMED_VERSIONS } from './contract.ts';
import type { DocumentState } from './state.ts';
import { compact, isUpdate, restoring, saysNothing } from './updates.ts';

/** A version is kept by itself before somebody goes on who comes after so long: an hour's work is the most that a mistake costs. */
const KEEP_EVERY_MS = 60 * 60 * 1000;

type Decide = {
  readonly [N in CommandName<typeof document>]: (
    state: DocumentState,
    input: CommandInput<typeof document, N>,
    context: DecideContext,
  ) => Decision<typeof document, N>;
};
type Drafts = readonly Draft<typeof document>[];

export const decide: Decide = {
  follow: decideFollow,
  update: (state, { update }, context) => {
    const why = barred(state.room, context);
    if (why) return why;
    if (!isUpdate(update)) return refuse('no-update', 'These bytes are no Yjs update. Send what the document’s `update` event gives.');
    if (saysNothing(update)) return { events: [], reply: {} };
    if (state.bytes + update.length > DOCUMENT_BYTES) return refuse('document-full', 'The document is full. Take something out of it, or begin another.');
    const by = context.identity.id;
    const before = state.changed && context.now - state.versionedAt >= KEEP_EVERY_MS ? kept(state, { name: null, by: state.edited?.by ?? by }) : [];
    return { events: [...before, { name: 'updated', data: { update, by } }], reply: {} };
  },
  keep: (state, { name }, context) => {
    const why = barred(state.room, context) ?? tooMany(state);
    if (why) return why;
    return { events: kept(state, { name, by: context.identity.id }), reply: { id: state.lastVersion + 1 } };
  },
  name: (state, { id, name }, context) => {
    const why = barred(state.room, context);
    if (why) return why;
    const version = state.versions.find((each) => each.id === id);
    if (!version) return refuse('no-version', 'There is no such version any more.');
    const full = version.name === null ? tooMany(state) : undefined;
    return full ?? { events: [{ name: 'named', data: { id, name, by: context.identity.id } }], reply: {} };
  },
  restore: (state, { id }, context) => {
    const why = barred(state.room, context);
    if (why) return why;
    const content = context.rows[0]?.[0]?.['content'];
    if (typeof content !== 'string') return refuse('no-version', 'There is no such version any more.');
    const by = context.identity.id;
    // A number that no editor has by accident, and that is the same whenever this is decided again.
    const update = restoring(state, Buffer.from(content, 'base64'), Number.parseInt(context.seed.slice(0, 8), 16));
    if (state.bytes + update.length > DOCUMENT_BYTES) return refuse('document-full', 'The document is full. Take something out of it, or begin another.');
    const before = state.changed ? kept(state, { name: null, by: state.edited?.by ?? by }) : [];
    return { events: [...before, { name: 'updated', data: { update, by } }, { name: 'restored', data: { id, by } }], reply: {} };
  },
};

/** What there is now, as a version: the list hears of it, and the rows get the content. */
function kept(state: DocumentState, { name, by }: { readonly name: string | null; readonly by: string }): Drafts {
  const id = state.lastVersion + 1;
  return [
    { name: 'kept', data: { id, content: new Bytes(compact(state)) }, audience: 'rows' },
    { name: 'versioned', data: { id, name, by } },
  ];
}

const tooMany = ({ versions }: DocumentState) =>
  versions.filter(({ name }) => name !== null).length >= NAMED_VERSIONS
    ? refuse('too-many-versions', `There are ${NAMED_VERSIONS} versions with a name already.`)
    : undefined;
