/** Where a link that a person wrote may lead. Anything else stays text. */
export type Destination =
  | { readonly to: 'web'; readonly href: string }
  /** A message or room of this workspace, or something on its table, opened without leaving the page. */
  | { readonly to: 'room'; readonly href: string; readonly room: string; readonly ordinal?: number; readonly ref?: string };

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
const ROOM_PATH = /^\/r\/([A-Za-z0-9_-]{1,64})(?:#(?:(\d{1,15})|([a-z][a-z0-9-]{0,63})))?$/;
/** Longer than browsers' address bars take; such a link is a trick or a mistake. */
const HREF_CHARACTERS = 4096;

/**
 * The address is parsed as the browser would (which drops tabs, newlines and leading control characters), then its scheme is checked,
 * and what was checked is what is used: `java\nscript:` and its kin have no way around that. `origin` is this page's.
 */
export function destinationOf(address: string, origin: string): Destination | undefined {
  if (address.length > HREF_CHARACTERS) return undefined;
  const local = roomAt(address);
  if (local) return local;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !SCHEMES.has(url.protocol)) return undefined;
  if (url.protocol !== 'mailto:' && url.origin === origin) return roomAt(url.pathname + url.search + url.hash) ?? { to: 'web', href: url.href };
  return { to: 'web', href: url.href };
}

function roomAt(path: string): Destination | undefined {
  const [, room, ordinal, ref] = ROOM_PATH.exec(path) ?? [];
  if (room === undefined) return undefined;
  return { to: 'room', href: path, room, ...(ordinal !== undefined && Number(ordinal) > 0 && { ordinal: Number(ordinal) }), ...(ref !== undefined && { ref }) };
}
