/** What a line does that is a command and nothing else, such as `/market`; a path or a sentence that begins with a stroke is said. */
export function commandIn(text: string, commands: ReadonlyMap<string, () => void> | undefined): (() => void) | undefined {
  const name = /^\/([a-z]+)$/.exec(text)?.[1];
  return name === undefined ? undefined : commands?.get(name);
}
