/** By whom and as the how manieth something was given: `p03.1.1-17`. */
const TOKEN = /p\d\d\.\d+\.\d+-\d+/g;

/** Tokens in the text that a Yjs update brings, of which an update says them as they are. */
export const tokensIn = (update: Uint8Array | string): readonly string[] =>
  (typeof update === 'string' ? Buffer.from(update, 'base64') : Buffer.from(update)).toString('latin1').match(TOKEN) ?? [];

/** A post's text is its token, and so are an order's key, what an update writes, and what a point says. */
export function tokenIn(data: unknown): string | undefined {
  const { token, text, key, update, points } = (data ?? {}) as Readonly<Record<string, unknown>>;
  const [point] = Array.isArray(points) ? (points as { readonly fields?: { readonly token?: unknown } }[]) : [];
  const said = [token, text, key, point?.fields?.token].find((each) => typeof each === 'string');
  if (said !== undefined) return said;
  return typeof update === 'string' || update instanceof Uint8Array ? tokensIn(update)[0] : undefined;
}
