import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Person, Role } from '@atrium/kind-directory';
import { AtriumError } from '@atrium/protocol';
import { answerVerdict, type Verdict } from '@atrium/server';
import * as v from 'valibot';
import type { HubPort } from '../hub-port.ts';

type Request = Parameters<HubPort['command']>[0];
const named = v.object({ id: v.string(), name: v.optional(v.string(), ''), role: v.optional(Role, 'member'), on: v.optional(v.boolean(), false) });

/** A hub that knows a directory and conversations by heart, and writes down what it was asked. */
export class HubDouble implements HubPort {
  readonly people = new Map<string, Person>();
  readonly rooms = new Map<string, { readonly members: readonly string[]; readonly texts: string[]; readonly pins: Set<number> }>();
  readonly commands: string[] = [];
  readonly revoked: { readonly identity?: string; readonly session?: string; readonly code: number }[] = [];
  readonly upgrades: string[] = [];
  drained = 0;
  workspace = '';
  firstRoom = '';
  verdictIs: Verdict = { identity: { id: 'ada', name: 'Ada', role: 'owner' } };
  /** The command before which the power goes out. */
  failBefore = '';

  async command({ identity, channel, name, input }: Request): Promise<unknown> {
    if (name === this.failBefore) throw new Error('killed here');
    this.commands.push(`${identity.id} ${channel.split('/')[0] ?? ''} ${name}`);
    const id = channel.slice(channel.indexOf('/') + 1);
    if (channel.startsWith('chat/')) return this.#chat(id, name, input);
    if (name === 'nameWorkspace') this.workspace = v.parse(v.object({ name: v.string() }), input).name;
    else this.#directory(name, v.parse(named, input));
    return {};
  }

  async query({ channel, name, input }: Request): Promise<unknown> {
    if (name === 'person') return { person: this.people.get(v.parse(named, input).id) ?? null };
    const room = this.rooms.get(channel.slice('chat/'.length));
    if (!room) throw new AtriumError({ kind: 'not-found' });
    return { messages: [], last: room.texts.length };
  }

  revoke(of: { readonly identity?: string; readonly session?: string }, code: number): void {
    this.revoked.push({ ...of, code });
  }
  explain(_request: IncomingMessage, response: ServerResponse): void {
    answerVerdict(response, this.verdictIs);
  }
  upgrade(request: IncomingMessage, socket: Duplex): void {
    this.upgrades.push(`${request.headers.host} ${request.url}`);
    socket.end('HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\n');
  }
  stats(): Readonly<Record<string, number>> {
    return { connections: 3, commandsTaken: 7 };
  }
  async drain(): Promise<void> {
    this.drained += 1;
  }
  async close(): Promise<void> {}

  #directory(name: string, { id, name: called, role, on }: v.InferOutput<typeof named>): void {
    const person = this.people.get(id);
    if (name === 'addPerson' && !person) this.people.set(id, { id, name: called, role, active: true });
    if (name === 'setFirstRoom') this.firstRoom = id;
    if (!person) return;
    if (name === 'rename') this.people.set(id, { ...person, name: called });
    if (name === 'changeRole') this.people.set(id, { ...person, role });
    if (name === 'deactivate') this.people.set(id, { ...person, active: !on });
  }

  #chat(id: string, name: string, input: unknown): unknown {
    const room = this.rooms.get(id);
    if (name === 'create') {
      if (room) throw new AtriumError({ kind: 'refused', code: 'exists' });
      this.rooms.set(id, { ...v.parse(v.object({ members: v.array(v.string()) }), input), texts: [], pins: new Set() });
    }
    if (name === 'post') room?.texts.push(v.parse(v.object({ text: v.string() }), input).text);
    if (name === 'pin') room?.pins.add(v.parse(v.object({ ordinal: v.number() }), input).ordinal);
    return name === 'post' ? { ordinal: room?.texts.length ?? 0 } : {};
  }
}
