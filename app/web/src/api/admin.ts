import * as v from 'valibot';
import { request } from './request.ts';

const Ignored = v.unknown();

const Session = v.object({ id: v.string(), userAgent: v.string(), created: v.number(), lastSeen: v.number(), current: v.boolean() });
export type Session = v.InferOutput<typeof Session>;
export const sessions = async (): Promise<readonly Session[]> => (await request('GET', '/sessions', v.object({ sessions: v.array(Session) }))).sessions;
export const endSession = (id: string): Promise<unknown> => request('DELETE', `/sessions/${encodeURIComponent(id)}`, Ignored);

/** A link as it is listed: its secret is known only to whoever made it. */
const Invite = v.object({ id: v.string(), createdAt: v.number(), expiresAt: v.number(), uses: v.number(), maxUses: v.number(), by: v.optional(v.string()) });
export type Invite = v.InferOutput<typeof Invite>;
const NewInvite = v.object({ id: v.string(), link: v.string(), qr: v.string(), expiresAt: v.number(), uses: v.number(), maxUses: v.number() });
export type NewInvite = v.InferOutput<typeof NewInvite>;
export const invites = async (): Promise<readonly Invite[]> => (await request('GET', '/invites', v.object({ invites: v.array(Invite) }))).invites;
export const makeInvite = (): Promise<NewInvite> => request('POST', '/invites', NewInvite, {});
export const revokeInvite = (id: string): Promise<unknown> => request('DELETE', `/invites/${encodeURIComponent(id)}`, Ignored);

export const makeResetLink = async (person: string): Promise<string> =>
  (await request('POST', `/people/${encodeURIComponent(person)}/reset`, v.object({ link: v.string() }), {})).link;
export const changePerson = (id: string, change: { readonly role?: string; readonly active?: boolean }): Promise<unknown> =>
  request('PATCH', `/people/${encodeURIComponent(id)}`, Ignored, change);
