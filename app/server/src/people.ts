import { directory, DIRECTORY, Person, type Role } from '@atrium/kind-directory';
import { addressOf, parse } from '@atrium/protocol';
import { SYSTEM } from '@atrium/server';
import * as v from 'valibot';
import type { HubPort } from './hub-port.ts';
import type { Account } from './rows.ts';

const CHANNEL = addressOf(directory.kind, DIRECTORY);
const Found = v.object({ person: v.nullable(Person) });

/** People as the directory knows them: name, role, whether their account is open. */
export class People {
  readonly #hub: Pick<HubPort, 'command' | 'query'>;

  constructor(hub: Pick<HubPort, 'command' | 'query'>) {
    this.#hub = hub;
  }

  async find(id: string): Promise<Person | undefined> {
    const reply = await this.#hub.query({ identity: SYSTEM, channel: CHANNEL, name: 'person', input: { id } });
    return parse(Found, reply, 'internal').person ?? undefined;
  }

  async nameWorkspace(name: string): Promise<void> {
    await this.#command('nameWorkspace', { name });
  }

  /** The same person again changes nothing. */
  async add(person: { readonly id: string; readonly name: string; readonly role: Role }): Promise<void> {
    await this.#command('addPerson', person);
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#command('rename', { id, name });
  }

  async changeRole(id: string, role: Role): Promise<void> {
    await this.#command('changeRole', { id, role });
  }

  async deactivate(id: string, on: boolean): Promise<void> {
    await this.#command('deactivate', { id, on });
  }

  async setFirstRoom(id: string): Promise<void> {
    await this.#command('setFirstRoom', { id });
  }

  /** The account is written before the directory hears of it: a crash in between is made good here, at start. How many were missing. */
  async addMissing(accounts: readonly Account[]): Promise<number> {
    let added = 0;
    for (const { id, name, role } of accounts) {
      if (await this.find(id)) continue;
      await this.add({ id, name, role });
      added += 1;
    }
    return added;
  }

  async #command(name: string, input: unknown): Promise<void> {
    await this.#hub.command({ identity: SYSTEM, channel: CHANNEL, name, input });
  }
}
