import type { Fold } from './fold.ts';
import type { Content, DocumentContent, LogEvent } from './history.ts';
import { tokenIn } from './token.ts';

/** A document's log, as far as tokens go: each update of this run writes one, and nobody takes any out. */
export class DocumentFold implements Fold {
  readonly #tokens: string[] = [];

  take({ name, data }: LogEvent): void {
    const token = name === 'updated' ? tokenIn(data) : undefined;
    if (token !== undefined) this.#tokens.push(token);
  }

  differs(content: Content): string | undefined {
    const { tokens } = content as DocumentContent;
    const expected = this.#tokens.toSorted();
    if (String(tokens) === String(expected)) return undefined;
    const stranger = tokens.find((token, at) => !expected.includes(token) || tokens[at - 1] === token);
    const missing = expected.find((token) => !tokens.includes(token));
    return `its text differs${stranger === undefined ? '' : `; it has ${stranger}`}${missing === undefined ? '' : `; it lacks ${missing}`}`;
  }
}
