/** Where in the client a person is. The address bar holds it; everything else follows from it. */
export type Route =
  | { readonly at: 'home' }
  | { readonly at: 'room'; readonly room: string; readonly ordinal?: number; readonly ref?: string }
  | { readonly at: 'rooms' }
  | { readonly at: 'people' }
  | { readonly at: 'settings'; readonly part?: 'sessions' }
  | { readonly at: 'setup' | 'join' | 'sign-in' | 'reset' }
  | { readonly at: 'nowhere' };

const ROOM = /^\/r\/([A-Za-z0-9_-]{1,64})$/;
/** As many digits as a message's number may have and still be exact. */
const ORDINAL = /^#([1-9]\d{0,14})$/;
/** Something on the room's table. */
const REF = /^#([a-z][a-z0-9-]{0,63})$/;
const places = ['rooms', 'people', 'settings', 'setup', 'join', 'sign-in', 'reset'] as const;

export function parseRoute(path: string, hash: string): Route {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path;
  if (trimmed === '/') return { at: 'home' };
  const room = ROOM.exec(trimmed)?.[1];
  if (room !== undefined) {
    const ordinal = ORDINAL.exec(hash)?.[1];
    const ref = REF.exec(hash)?.[1];
    return { at: 'room', room, ...(ordinal !== undefined && { ordinal: Number(ordinal) }), ...(ref !== undefined && { ref }) };
  }
  if (trimmed === '/settings' && hash === '#sessions') return { at: 'settings', part: 'sessions' };
  const place = places.find((name) => trimmed === `/${name}`);
  return place === undefined ? { at: 'nowhere' } : { at: place };
}

const placeIn = ({ ordinal, ref }: { readonly ordinal?: number; readonly ref?: string }): string =>
  ordinal !== undefined ? `#${ordinal}` : ref === undefined ? '' : `#${ref}`;

export function addressOf(route: Route): string {
  if (route.at === 'home' || route.at === 'nowhere') return '/';
  if (route.at === 'room') return `/r/${route.room}${placeIn(route)}`;
  return `/${route.at}${route.at === 'settings' && route.part !== undefined ? `#${route.part}` : ''}`;
}

/** Before the door: these need no session. */
export const isDoor = (route: Route): route is { readonly at: 'setup' | 'join' | 'sign-in' | 'reset' } =>
  route.at === 'setup' || route.at === 'join' || route.at === 'sign-in' || route.at === 'reset';

/**
 * The one-time token of a link stands in its fragment, which no browser sends and no log keeps.
 * Undefined when there is none, or when it is not made of a token's letters.
 */
export function tokenIn(hash: string): string | undefined {
  return /^#([A-Za-z0-9_-]{8,200})$/.exec(hash)?.[1];
}

/**
 * Where a person who was asked to sign in goes afterwards: only ever a place in this client, so that a link cannot lead them elsewhere.
 */
export function placeAfterSignIn(address: string): string {
  const [path = '/', fragment = ''] = address.split('#');
  const route = parseRoute(path, fragment === '' ? '' : `#${fragment}`);
  return isDoor(route) ? '/' : addressOf(route);
}
