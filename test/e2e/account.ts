import { type Client, connect, type ConnectOptions } from '@atrium/client';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { open, PASSWORD } from './journeys.ts';
import type { Program } from './program.ts';

const COOKIE = 'atrium_session';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly cookie: string;
  readonly setCookie: string;
}

/** Somebody who is signed in over HTTP, as a bot is: for what needs no screen, or more messages than a person types. */
export class Account {
  readonly id: string;
  readonly name: string;
  readonly cookie: string;
  readonly #program: Program;

  private constructor(program: Program, who: { readonly id: string; readonly name: string; readonly cookie: string }) {
    this.#program = program;
    this.id = who.id;
    this.name = who.name;
    this.cookie = who.cookie;
  }

  /** The workspace's first person, its owner. */
  static async begin(program: Program, { workspace, name }: { readonly workspace: string; readonly name: string }): Promise<Account> {
    const form = { token: program.setupToken, workspace, name, password: PASSWORD };
    return Account.#from(program, await ask(program.origin, 'POST', '/api/first-run', { body: form }));
  }

  /** Somebody whom this one invites. */
  async invite(name: string): Promise<Account> {
    const made = await this.ask('POST', '/api/invites', {});
    const token = new URL((made.body as { readonly link: string }).link).hash.slice(1);
    return Account.#from(this.#program, await ask(this.#program.origin, 'POST', '/api/join', { body: { token, name, password: PASSWORD } }));
  }

  /** The same person on another device. */
  async again(): Promise<Account> {
    return Account.#from(this.#program, await ask(this.#program.origin, 'POST', '/api/sign-in', { body: { name: this.name, password: PASSWORD } }));
  }

  static async #from(program: Program, answer: Answer): Promise<Account> {
    if (answer.status >= 300) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
    const { body } = await ask(program.origin, 'GET', '/api/me', { cookie: answer.cookie });
    const { me } = body as { readonly me: { readonly id: string; readonly name: string } };
    return new Account(program, { id: me.id, name: me.name, cookie: answer.cookie });
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return ask(this.#program.origin, method, path, { cookie: this.cookie, body });
  }

  client(options: ConnectOptions = {}): Client {
    return connect(`${this.#program.origin}/live`, { headers: { cookie: this.cookie }, ...options });
  }

  /** A browser of its own, signed in. `origin`: the address under which it knows the program. */
  async browse(
    browser: Browser,
    { origin = this.#program.origin, path = '/', ...options }: BrowserContextOptions & { readonly origin?: string; readonly path?: string } = {},
  ): Promise<Page> {
    const [name = COOKIE, value = ''] = this.cookie.split('=');
    return open(browser, origin + path, {
      ...options,
      storageState: {
        cookies: [{ name, value, domain: new URL(origin).hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }],
        origins: [],
      },
    });
  }
}

async function ask(origin: string, method: string, path: string, { cookie, body }: { readonly cookie?: string; readonly body?: unknown }): Promise<Answer> {
  const response = await fetch(origin + path, {
    method,
    headers: { 'x-atrium': '1', ...(cookie !== undefined && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const setCookie = response.headers.get('set-cookie') ?? '';
  return { status: response.status, body: text === '' ? undefined : readable(text), cookie: setCookie.split(';')[0] ?? '', setCookie };
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
