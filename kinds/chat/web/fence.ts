/** Whether the caret stands in a code block that was opened with ``` or ~~~ and not closed before it: there, Enter is a new line. */
export function insideFence(text: string, caret: number): boolean {
  let open: { readonly mark: string; readonly length: number } | undefined;
  for (const line of text.slice(0, caret).split('\n')) {
    const [, mark, rest] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (mark === undefined || rest === undefined) continue;
    if (!open) {
      // Backticks after the opening ones make it code in a line: ```like this```.
      if (!(mark.startsWith('`') && rest.includes('`'))) open = { mark: mark.charAt(0), length: mark.length };
    } else if (mark.startsWith(open.mark) && mark.length >= open.length && rest.trim() === '') {
      open = undefined;
    }
  }
  return open !== undefined;
}

/** The parts of a text that are code, in which nothing is a mention: [from, to) of fenced blocks and of code in a line. */
export function codeRanges(text: string): readonly (readonly [from: number, to: number])[] {
  const ranges: [number, number][] = [];
  let at = 0;
  let fence = -1;
  for (const line of text.split('\n')) {
    const end = at + line.length;
    const inside = insideFence(text, end);
    if (inside && fence < 0) fence = at;
    if (!inside && fence >= 0) {
      ranges.push([fence, end]);
      fence = -1;
    } else if (!inside) {
      for (const match of line.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)) ranges.push([at + match.index, at + match.index + match[0].length]);
    }
    at = end + 1;
  }
  if (fence >= 0) ranges.push([fence, text.length]);
  return ranges;
}
