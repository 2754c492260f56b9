import * as v from 'valibot';
import { request } from './request.ts';

const Me = v.object({ id: v.string(), name: v.string(), role: v.string(), session: v.optional(v.string()) });
const State = v.variant('state', [
  v.object({ state: v.literal('first-run') }),
  v.object({ state: v.literal('signed-out'), workspace: v.optional(v.string(), '') }),
  v.object({ state: v.literal('signed-in'), workspace: v.optional(v.string(), ''), me: Me }),
]);
const Ignored = v.unknown();

export type Me = v.InferOutput<typeof Me>;
/** Who this browser speaks for, and whether there is a workspace at all. */
export type State = v.InferOutput<typeof State>;

export const whoAmI = (): Promise<State> => request('GET', '/me', State);
export const firstRun = (input: { readonly token: string; readonly workspace: string; readonly name: string; readonly password: string }): Promise<unknown> =>
  request('POST', '/first-run', Ignored, input);
export const signIn = (input: { readonly name: string; readonly password: string }): Promise<unknown> => request('POST', '/sign-in', Ignored, input);
export const signOut = (): Promise<unknown> => request('POST', '/sign-out', Ignored, {});
export const join = (input: { readonly token: string; readonly name: string; readonly password: string }): Promise<unknown> =>
  request('POST', '/join', Ignored, input);
export const reset = (input: { readonly token: string; readonly password: string }): Promise<unknown> => request('POST', '/reset', Ignored, input);
export const changePassword = (input: { readonly current: string; readonly next: string }): Promise<unknown> => request('POST', '/password', Ignored, input);

const Invitation = v.object({ workspace: v.string(), invitedBy: v.string() });
export type Invitation = v.InferOutput<typeof Invitation>;
export const invitation = (token: string): Promise<Invitation> => request('GET', `/invites/${encodeURIComponent(token)}`, Invitation);
