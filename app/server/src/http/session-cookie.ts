import { parseCookies } from './cookies.ts';
import { SESSION_DAYS } from '../sessions.ts';

const NAME = 'atrium_session';
const MAX_AGE_SECONDS = SESSION_DAYS * 24 * 60 * 60;

export const sessionTokenIn = (header: string | undefined): string | undefined => parseCookies(header).get(NAME);

/** `Secure` exactly when the request was: with it a browser on plain http would drop the cookie, without it one on https could lose it to plain http. */
export const sessionCookie = (token: string, secure: boolean): string =>
  `${NAME}=${token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${MAX_AGE_SECONDS}${secure ? '; Secure' : ''}`;
export const noSessionCookie = (secure: boolean): string => `${NAME}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0${secure ? '; Secure' : ''}`;
