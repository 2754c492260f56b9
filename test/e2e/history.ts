import type { Page } from 'playwright-core';

/** A message as a screen shows it. */
export interface Shown {
  readonly ordinal: number;
  readonly text: string;
  readonly edited: boolean;
  /** `👍 2`, in the order in which they stand. */
  readonly reactions: readonly string[];
}

/**
 * Scrolls from the newest message up to where the room begins, and reads everything on the way. Each picture is checked by itself: its
 * messages stand in order, and none twice.
 */
export async function wholeHistory(page: Page): Promise<readonly Shown[]> {
  return page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    const read = (article: HTMLElement): Shown => {
      const prose = article.querySelector('.chat-prose')?.cloneNode(true) as HTMLElement | undefined;
      const edited = prose?.querySelector('.chat-edited') ?? null;
      edited?.remove();
      return {
        ordinal: Number(article.dataset['ordinal']),
        text: prose?.textContent.trim() ?? '',
        edited: edited !== null,
        reactions: [...article.querySelectorAll('.chat-reactions button')].map((button) => button.textContent.trim()),
      };
    };
    const box = document.querySelector<HTMLElement>('.chat-scroll');
    if (!box) throw new Error('no conversation is open');
    const known = new Map<number, Shown>();
    const deadline = performance.now() + 60_000;
    for (;;) {
      const rows = [...box.querySelectorAll<HTMLElement>('article[data-ordinal]')].map(read);
      rows.forEach(({ ordinal }, at) => {
        const before = rows[at - 1];
        if (before && before.ordinal >= ordinal) throw new Error(`after ${before.ordinal} stands ${ordinal}`);
      });
      for (const row of rows) {
        const same = known.get(row.ordinal);
        if (same && JSON.stringify(same) !== JSON.stringify(row))
          throw new Error(`${row.ordinal} was shown as ${JSON.stringify(same)}, then as ${JSON.stringify(row)}`);
        known.set(row.ordinal, row);
      }
      if (box.querySelector('.chat-beginning')) return [...known.values()].sort((a, b) => a.ordinal - b.ordinal);
      if (performance.now() > deadline) throw new Error(`the beginning was not reached: ${rows.length} rows from ${rows[0]?.ordinal}`);
      box.scrollTop = 0;
      await frame();
    }
  });
}
