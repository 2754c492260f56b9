import type { IncomingMessage } from 'node:http';
import type { Identity } from '@atrium/server';
import { accountClosed, signedOut } from './http/refusal.ts';
import { sessionTokenIn } from './http/session-cookie.ts';
import type { People } from './people.ts';
import type { Sessions } from './sessions.ts';

/** Who is signed in, with the session by which they are. */
export type SignedIn = Identity & { readonly session: string };

/** From a request's cookie to a person: the one way in, for REST and for the handshake. */
export class Access {
  readonly #sessions: Pick<Sessions, 'byToken'>;
  readonly #people: Pick<People, 'find'>;

  constructor(sessions: Pick<Sessions, 'byToken'>, people: Pick<People, 'find'>) {
    this.#sessions = sessions;
    this.#people = people;
  }

  /** @throws Refusal 401 without a session, 403 when the account is closed. */
  async required(request: Pick<IncomingMessage, 'headers'>): Promise<SignedIn> {
    return this.byToken(sessionTokenIn(request.headers.cookie));
  }

  /** The same for whoever sends no cookies. */
  async byToken(token: string | undefined): Promise<SignedIn> {
    const session = token === undefined ? undefined : await this.#sessions.byToken(token);
    const person = session && (await this.#people.find(session.person));
    if (!session || !person) throw signedOut();
    if (!person.active) throw accountClosed();
    return { id: person.id, name: person.name, role: person.role, session: session.id };
  }
}
