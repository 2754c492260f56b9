/** One block of a guide, in its order: a file to write, a command to run, or what was to be printed. */
export type Block =
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  | { readonly do: 'run' | 'start' | 'kill'; readonly command: string }
  /** `of`: a program in the background that goes on to say this; otherwise what was done last. */
  | { readonly do: 'expect'; readonly said: string; readonly of: string | undefined };

/**
 * A guide's fenced blocks. The word after the language says what one is: a file's name; `background`, `kill`; for what is printed, whose it is.
 * `install` is what the place does by itself.
 * @throws Error for a block that is nothing of that.
 */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$/gms)].flatMap(([, language = '', word, text = '']): Block[] => {
    if (language === 'text') return [{ do: 'expect', said: text.trimEnd(), of: word }];
    if (language !== 'sh') {
      if (word === undefined) throw new Error(`A block of ${language} has no file name: ${text.slice(0, 40)}`);
      return [{ do: 'write', file: word, text }];
    }
    switch (word) {
      case 'install':
        return [];
      case 'background':
        return [{ do: 'start', command: text.trim() }];
      case 'kill':
        return [{ do: 'kill', command: text.trim() }];
      case undefined:
        return [{ do: 'run', command: text.trim() }];
      default:
        throw new Error(`What is to be done with 'sh ${word}'?`);
    }
  });
}
