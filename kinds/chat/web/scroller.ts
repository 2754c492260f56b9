/** Who is this near to the end wants to see what comes. Pixels: two messages. */
const NEAR_END_PX = 100;
/** More is brought when less than this many screens are left. */
const SCREENS_AHEAD = 2.5;

type Target = { readonly ordinal: number; readonly place: 'middle' | 'top' } | 'end';

/**
 * Keeps the reader's place. It stays at the end when it was there, otherwise the row at the top of the screen stays where it is, whatever
 * is added, removed or measured above it. It moves the box in `settle` and nowhere else, which is called after every change of the
 * document, so that two movements never get into each other's way. (`overflow-anchor` is off: not every browser has it, and two that
 * both correct would correct twice.)
 */
export class Scroller {
  readonly #box: HTMLElement;
  readonly #list: HTMLElement;
  readonly #moved: () => void;
  readonly #sizes: ResizeObserver;
  readonly #off = new AbortController();
  #following = true;
  #told = true;
  #target: Target | undefined;
  /** Rows on the screen and where they stood in the content, from the top: the first that is still there holds the place. */
  #anchors: readonly { readonly row: Element; readonly top: number }[] = [];
  /** A row that was jumped to holds its place on the screen while the rows around it are measured, until the reader moves. */
  #held: { readonly row: Element; readonly onScreen: number } | undefined;
  /**
   * The first rows have been painted. Until then all of them are measured, so that the room opens in its final place: guessed heights that
   * come right one by one make it jump. Afterwards the browser remembers them.
   */
  #shown = false;

  constructor(box: HTMLElement, list: HTMLElement, moved: () => void) {
    this.#box = box;
    this.#list = list;
    this.#moved = moved;
    const { signal } = this.#off;
    box.addEventListener('scroll', () => this.#scrolled(), { passive: true, signal });
    for (const name of ['wheel', 'touchmove', 'pointerdown', 'keydown']) box.addEventListener(name, () => (this.#held = undefined), { passive: true, signal });
    this.#sizes = new ResizeObserver(() => this.settle());
    this.#sizes.observe(box);
    this.#sizes.observe(list);
    list.setAttribute('data-measuring', '');
    // What is read ends where the composer ends, whether the scroll bar takes room or lies over it.
    box.style.setProperty('--gutter', `${box.offsetWidth - box.clientWidth}px`);
  }

  destroy(): void {
    this.#off.abort();
    this.#sizes.disconnect();
  }

  /** The end is on the screen, or nearly. */
  get following(): boolean {
    return this.#following;
  }

  get nearTop(): boolean {
    return this.#box.scrollTop < SCREENS_AHEAD * this.#box.clientHeight;
  }

  get nearEnd(): boolean {
    return this.#toEnd() < SCREENS_AHEAD * this.#box.clientHeight;
  }

  /** The ordinal at the top of the screen. */
  get reading(): number | undefined {
    for (const { row } of this.#anchors) {
      const ordinal = Number(row.getAttribute('data-ordinal'));
      if (ordinal > 0 && row.isConnected) return ordinal;
    }
    return undefined;
  }

  /** How many screens lie between a row and the end, with everything measured. */
  screensBelow(selector: string): number | undefined {
    const row = this.#list.querySelector(selector);
    if (!row) return undefined;
    this.#list.setAttribute('data-measuring', '');
    const below = this.#box.scrollHeight - this.#topOf(row);
    if (this.#shown) this.#list.removeAttribute('data-measuring');
    return below / Math.max(1, this.#box.clientHeight);
  }

  /** Goes there now, or as soon as it is in the document. The newest wish wins. */
  go(target: Target): void {
    this.#target = target;
    this.#following = target === 'end';
    this.settle();
    // In the same turn: what counts as seen depends on where the reader stands now.
    this.#tell();
  }

  /** The row is not coming. */
  forget(): void {
    this.#target = undefined;
    this.#following = this.#toEnd() <= NEAR_END_PX;
    this.#tell();
  }

  /** The document has changed: puts the reader's place right again, before it is painted. */
  settle(): void {
    if (this.#target !== undefined) this.#reach(this.#target);
    else if (this.#held?.row.isConnected) this.#box.scrollTop += this.#onScreen(this.#held.row) - this.#held.onScreen;
    else if (this.#following) this.#box.scrollTop = this.#box.scrollHeight;
    else this.#hold();
    this.#remember();
    if (this.#told !== this.#following) this.#tell();
  }

  #tell(): void {
    this.#told = this.#following;
    this.#moved();
  }

  #reach(target: Target): void {
    if (target === 'end') {
      this.#held = undefined;
      this.#following = true;
      this.#box.scrollTop = this.#box.scrollHeight;
      this.#target = undefined;
      return;
    }
    const row = this.#list.querySelector(`[data-ordinal="${target.ordinal}"]`);
    if (!row) {
      this.#hold();
      return;
    }
    const share = target.place === 'middle' ? 0.35 : 0.12;
    this.#box.scrollTop = this.#topOf(row) - this.#box.clientHeight * share;
    this.#target = undefined;
    this.#following = this.#toEnd() <= NEAR_END_PX;
    this.#held = this.#following ? undefined : { row, onScreen: this.#onScreen(row) };
  }

  #hold(): void {
    const anchor = this.#anchors.find(({ row }) => row.isConnected);
    if (anchor) this.#box.scrollTop += this.#topOf(anchor.row) - anchor.top;
  }

  #scrolled(): void {
    this.#following = this.#toEnd() <= NEAR_END_PX;
    this.#remember();
    this.#tell();
  }

  #remember(): void {
    const rows = this.#list.children;
    const edge = this.#box.getBoundingClientRect().top;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
      else low = middle + 1;
    }
    // Messages alone: a day's line moves up when more of that day comes above.
    const messages = [...rows].slice(low, low + 16).filter((row) => row.hasAttribute('data-ordinal'));
    this.#anchors = messages.map((row) => ({ row, top: this.#topOf(row) }));
  }

  #onScreen(row: Element): number {
    return row.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
  }

  #topOf(row: Element): number {
    return this.#onScreen(row) + this.#box.scrollTop;
  }

  #toEnd(): number {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight;
  }
}
