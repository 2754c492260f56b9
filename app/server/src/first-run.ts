import { addressOf, AtriumError, parse } from '@atrium/protocol';
import { SYSTEM } from '@atrium/server';
import * as v from 'valibot';
import type { Accounts, AppRows } from './accounts.ts';
import type { Clock } from './clock.ts';
import { type Facts, forgetting, setting } from './facts.ts';
import { howTo } from './how-to.ts';
import type { HubPort } from './hub-port.ts';
import type { People } from './people.ts';
import type { Sessions, Visitor } from './sessions.ts';
import { hashOfToken, newId, newToken, sameHash } from './tokens.ts';

interface Parts {
  readonly rows: AppRows;
  readonly facts: Facts;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly people: People;
  readonly hub: Pick<HubPort, 'command' | 'query'>;
  readonly clock: Clock;
}
export interface FirstRunForm {
  readonly workspace: string;
  readonly name: string;
  readonly passwordHash: string;
}

const LastOrdinal = v.object({ last: v.number() });

/**
 * Brings the workspace about, once. Each step may be done again, and the link works until all of them are done: whatever cuts it
 * short, the person follows the link again and fills in the form again.
 */
export class FirstRun {
  readonly #parts: Parts;
  #done = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async done(): Promise<boolean> {
    this.#done ||= (await this.#parts.facts.get('first-run-done')) !== undefined;
    return this.#done;
  }

  /** A new link's token; the one before is worth nothing from now on. */
  async newToken(): Promise<string> {
    const token = newToken();
    await this.#parts.facts.set('setup-token', hashOfToken(token));
    return token;
  }

  async opens(token: string): Promise<boolean> {
    const hash = await this.#parts.facts.get('setup-token');
    return hash !== undefined && !(await this.done()) && sameHash(hash, hashOfToken(token));
  }

  /** One at a time. The answer is the owner's session token, or undefined when the link was used meanwhile. */
  async run(token: string, form: FirstRunForm, visitor: Visitor): Promise<string | undefined> {
    const turn = this.#turn.then(() => this.#run(token, form, visitor));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #run(token: string, form: FirstRunForm, visitor: Visitor): Promise<string | undefined> {
    if (!(await this.opens(token))) return undefined;
    const { rows, facts, people, sessions } = this.#parts;
    await facts.set('workspace', form.workspace);
    await people.nameWorkspace(form.workspace);
    const owner = await this.#owner(form);
    const room = await facts.settle('first-run-room', newId());
    await this.#createRoom(room, owner);
    await people.setFirstRoom(room);
    await this.#postHowTo(room, form.workspace);
    const session = sessions.draft(owner, visitor);
    await rows.write([session.statement, forgetting('setup-token'), setting('first-run-done', new Date(this.#parts.clock()).toISOString())]);
    this.#done = true;
    return session.token;
  }

  async #owner({ name, passwordHash }: FirstRunForm): Promise<string> {
    const { facts, accounts, people, clock } = this.#parts;
    const id = await facts.settle('first-run-owner', newId());
    if (await accounts.byId(id)) await accounts.replace(id, { name, passwordHash });
    else await accounts.create({ id, name, passwordHash, role: 'owner', created: clock() });
    const known = await people.find(id);
    if (!known) await people.add({ id, name, role: 'owner' });
    else if (known.name !== name) await people.rename(id, name);
    return id;
  }

  async #createRoom(room: string, owner: string): Promise<void> {
    try {
      await this.#command(room, 'create', { name: 'general', topic: 'For everyone', type: 'public', members: [owner] });
    } catch (error) {
      // It is there from a run that was cut short; if it is not, the next step says so.
      if (!(error instanceof AtriumError) || error.retry === 'later') throw error;
    }
  }

  async #postHowTo(room: string, workspace: string): Promise<void> {
    const input = { at: { from: 'after', ordinal: 0 }, limit: 1 };
    const { last } = parse(
      LastOrdinal,
      await this.#parts.hub.query({ identity: SYSTEM, channel: addressOf('chat', room), name: 'history', input }),
      'internal',
    );
    for (const text of howTo(workspace).slice(last)) await this.#command(room, 'post', { text });
    await this.#command(room, 'pin', { ordinal: 1, on: true });
  }

  async #command(room: string, name: string, input: unknown): Promise<void> {
    await this.#parts.hub.command({ identity: SYSTEM, channel: addressOf('chat', room), name, input });
  }
}
