import {
  type AnyContract,
  type CommandInput,
  type CommandName,
  type CommandReply,
  parse,
  type QueryInput,
  type QueryName,
  type QueryReply,
  type ViewOf,
} from '@atrium/protocol';
import {
  type DecideContext,
  type Decision,
  type Effect,
  type Identity,
  isInternal,
  type KindDefinition,
  type Read,
  type Recorded,
  type Rights,
  type Row,
  type Sql,
} from '@atrium/server';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';

/** What came of one command. */
export type Done<C extends AnyContract, N extends CommandName<C>> =
  | { readonly reply: CommandReply<C, N>; readonly events: readonly Recorded<C>[]; readonly effects: readonly Effect[] }
  | { readonly refused: string };

/**
 * One channel of a kind without a hub: commands are decided in turn, their rows stand in a real database in memory, and the log is kept
 * twice, as it was written and as redaction left it. Every message goes through its schema twice, since schemas must be idempotent.
 */
export class Workbench<C extends AnyContract, State, Viewer> {
  readonly #kind: KindDefinition<C, State, Viewer>;
  readonly #id: string;
  readonly #rights: Rights;
  readonly #database = new DatabaseSync(':memory:');
  /** As the store holds it: redacted events have lost their data. */
  readonly log: Recorded<C>[] = [];
  /** As it was before any redaction. */
  readonly written: Recorded<C>[] = [];
  state: State;
  now = 1_700_000_000_000;

  constructor(kind: KindDefinition<C, State, Viewer>, { id, rights = () => true }: { readonly id: string; readonly rights?: Rights }) {
    this.#kind = kind;
    this.#id = id;
    this.#rights = rights;
    this.state = kind.initial(id);
    for (const migration of kind.migrations ?? []) this.#database.exec(migration.sql);
  }

  readonly read: Read = async (query) => this.#run(query);

  context(identity: Identity, { by, rows = [] }: { readonly by?: DecideContext['by']; readonly rows?: DecideContext['rows'] } = {}): DecideContext {
    return { identity, id: this.#id, now: this.now, rights: this.#rights, by, rows, seed: '0'.repeat(32) };
  }

  /** What the owner would decide, its rows found by the kind's own statements. */
  decide<N extends CommandName<C>>(
    identity: Identity,
    { name, input, by }: { readonly name: N; readonly input: CommandInput<C, N>; readonly by?: DecideContext['by'] },
  ): Decision<C, N> {
    const parsed = this.#twice(this.#kind.contract.commands[name]!.input, input) as CommandInput<C, N>;
    if (!this.mayAsk(identity, name)) return { refuse: 'not-found', message: 'There is no such channel, or it is not for you.' };
    const rows = (this.#kind.load?.[name]?.(parsed, { id: this.#id, identity }) ?? []).map((query) => this.#run(query));
    return this.#kind.decide[name](this.state, parsed, this.context(identity, { by, rows }));
  }

  mayAsk(identity: Identity, name: string): boolean {
    return isInternal(identity) || this.#kind.viewer(this.state, identity) !== undefined || (this.#kind.openTo?.some((open) => open === name) ?? false);
  }

  do<N extends CommandName<C>>(identity: Identity, name: N, input: CommandInput<C, N>, by?: DecideContext['by']): Done<C, N> {
    this.now += 1000;
    const decision = this.decide(identity, { name, input, by });
    if ('refuse' in decision) return { refused: decision.refuse };
    const reply = this.#twice(this.#kind.contract.commands[name]!.reply, decision.reply) as CommandReply<C, N>;
    const events: Recorded<C>[] = [];
    const effects: Effect[] = [];
    for (const draft of decision.events) {
      const data = this.#twice(this.#kind.contract.events[draft.name]!, draft.data);
      // The draft's name and data belong together; a type of all kinds cannot say so.
      const event = { name: draft.name, data, offset: this.log.length + 1, at: this.now, ...(by && { by }) } as unknown as Recorded<C>;
      this.append(event);
      events.push(event);
      effects.push(...(this.#kind.react?.(event, { id: this.#id, state: this.state }) ?? []));
    }
    for (const offset of decision.redacts ?? []) this.log[offset - 1] = { ...this.log[offset - 1]!, data: null };
    return { reply, events, effects };
  }

  /** Folds and projects an event that is already decided. */
  append(event: Recorded<C>): void {
    this.log.push(event);
    this.written.push(event);
    this.state = this.#kind.evolve(this.state, event);
    for (const statement of this.#kind.project?.(event, { id: this.#id }) ?? []) this.#run(statement);
  }

  async open(identity: Identity): Promise<ViewOf<C>> {
    const viewer = this.#viewer(identity);
    const view = this.#kind.show ? this.#kind.show(this.state, viewer) : await this.#kind.open!(this.read, { id: this.#id, viewer, now: this.now });
    return this.#twice(this.#kind.contract.view, view) as ViewOf<C>;
  }

  async query<N extends QueryName<C>>(identity: Identity, name: N, input: QueryInput<C, N>): Promise<QueryReply<C, N>> {
    const { input: question, reply } = this.#kind.contract.queries[name]!;
    const answer = await this.#kind.queries[name](this.read, this.#twice(question, input) as QueryInput<C, N>, {
      id: this.#id,
      viewer: this.#viewer(identity),
      identity,
      now: this.now,
    });
    return this.#twice(reply, answer) as QueryReply<C, N>;
  }

  #viewer(identity: Identity): Viewer {
    const viewer = this.#kind.viewer(this.state, identity);
    if (viewer === undefined) throw new Error('The channel is not there for this identity.');
    return viewer;
  }

  #run({ text, values }: Sql): Row[] {
    return this.#database.prepare(text).all(...values);
  }

  #twice(schema: AnyContract['view'], value: unknown): unknown {
    const once = parse(schema, value);
    expect(parse(schema, once)).toEqual(once);
    return once;
  }
}

/** A person as the handshake establishes them. */
export const as = (id: string, role = 'member'): Identity => ({ id, name: id, role });
export const system: Identity = { id: 'system', name: 'Atrium', role: 'system' };
/** Whom effects of a channel are decided under. */
export const channelAs = (address: string): Identity => ({ id: `channel:${address}`, name: address, role: 'channel' });
