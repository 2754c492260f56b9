/** People that one message can call: more is an announcement, and each one costs an entry in a feed. */
export const MENTIONS_PER_MESSAGE = 50;

/** The members that a text mentions as `<@person-id>`, each once, in order. Nobody calls themselves. */
export function mentionsIn(text: string, { author, isMember }: { readonly author: string; readonly isMember: (id: string) => boolean }): string[] {
  const mentioned = new Set<string>();
  for (const [, id] of text.matchAll(/<@([A-Za-z0-9_-]{1,64})>/g)) {
    if (id !== undefined && id !== author && isMember(id)) mentioned.add(id);
    if (mentioned.size === MENTIONS_PER_MESSAGE) break;
  }
  return [...mentioned];
}
