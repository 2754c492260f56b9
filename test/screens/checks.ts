import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Pixels: a finger's. */
const TOUCH_PX = 44;
/** A sum of shifts that nobody notices. */
const SHIFT = 0.02;

declare global {
  interface Window {
    /** How far what was there has moved while the page loaded. */
    screensShift: number;
    screensMoved: string[];
  }
}

/** Before anything of the page runs. */
export function watchShifts(): void {
  window.screensShift = 0;
  window.screensMoved = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources?: { node?: Node; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
    })[]) {
      if (entry.hadRecentInput) continue;
      window.screensShift += entry.value;
      for (const { node, previousRect: from, currentRect: to } of entry.sources ?? []) {
        const what = node instanceof Element ? `${node.localName}.${node.className}` : (node?.textContent ?? '').slice(0, 20);
        window.screensMoved.push(
          `${what} from ${from.x | 0},${from.y | 0} ${from.width | 0}×${from.height | 0} to ${to.x | 0},${to.y | 0} ${to.width | 0}×${to.height | 0}`,
        );
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** What moved while it loaded; what a person brings about afterwards may move things. */
export async function shifts(page: Page): Promise<string[]> {
  const { shift, moved } = await page.evaluate(() => ({ shift: window.screensShift, moved: window.screensMoved }));
  return shift > SHIFT ? [`moved by ${shift.toFixed(3)} while it loaded: ${moved.slice(0, 4).join(', ')}`] : [];
}

/** All else that can be told without an eye. `touch`: the device is used with fingers. */
export async function check(page: Page, { touch }: { readonly touch: boolean }): Promise<string[]> {
  return [...(await page.evaluate(measure, touch ? TOUCH_PX : 0)), ...(await accessible(page))];
}

/** The accessibility rules; in the second theme its colours alone, for nothing else has changed. */
export async function accessible(page: Page, only?: 'colours'): Promise<string[]> {
  // Handed over by the debugger, which the page's content security policy does not bind.
  if (only === undefined) await page.evaluate(AXE);
  return page.evaluate(
    async (options) => {
      const { violations } = await (
        window as unknown as {
          axe: {
            run(
              options: unknown,
            ): Promise<{ violations: { id: string; help: string; nodes: { html: string; target: unknown[]; any: { message: string }[] }[] }[] }>;
          };
        }
      ).axe.run(options);
      return violations.flatMap(({ id, help, nodes }) =>
        nodes
          .slice(0, 3)
          .map(({ html, any }) => `axe ${id}: ${help} — ${html.slice(0, 110)} ${id === 'color-contrast' ? (any[0]?.message ?? '').slice(0, 140) : ''}`),
      );
    },
    { resultTypes: ['violations'], ...(only === 'colours' && { runOnly: ['color-contrast'] }) },
  );
}

/** Runs in the page, so it can use nothing from outside of itself. */
function measure(touch: number): string[] {
  const wrong: string[] = [];
  const named = (element: Element): string => {
    const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 40);
    return `<${element.localName} class="${element.getAttribute('class') ?? ''}"> '${text}'`;
  };
  const shown = (element: Element): boolean => {
    if (!element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return false;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    return element.closest('.spoken, .chat-hidden, .skip') === null;
  };

  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) wrong.push(`the page is ${root.scrollWidth - innerWidth} px wider than the window`);

  for (const element of document.querySelectorAll('body *')) {
    if (!(element instanceof HTMLElement) || !shown(element)) continue;
    const style = getComputedStyle(element);
    const wide = element.scrollWidth - element.clientWidth;
    const scrolls = /auto|scroll/;
    // Code and tables are scrolled sideways on purpose.
    if (scrolls.test(style.overflowX) && wide > 1 && !element.matches('pre, .chat-table')) wrong.push(`${named(element)} scrolls sideways by ${wide} px`);

    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
    // An inline element has no box of its own to be clipped by.
    if (!hasText || element.clientWidth === 0) continue;
    if (element.matches('input, textarea, select')) continue;
    const cut = style.overflowX !== 'visible';
    if (wide > 1 && !element.matches('.chat-face') && !(cut && style.textOverflow === 'ellipsis') && !scrolls.test(style.overflowX))
      wrong.push(`${named(element)} is clipped: its text is ${wide} px too wide`);
    const tall = element.scrollHeight - element.clientHeight;
    // Letters with marks reach beyond their line by a little.
    const limited = style.overflowY === 'hidden' || style.overflowY === 'clip' || element.matches('button, a, .tag, kbd');
    if (tall > 5 && limited && style.webkitLineClamp === 'none' && !(style.textOverflow === 'ellipsis'))
      wrong.push(`${named(element)} is clipped: its text is ${tall} px too high`);
  }

  if (touch > 0) {
    for (const element of document.querySelectorAll('a[href], button, input, select, textarea, [role="option"], [role="menuitem"]')) {
      // The whole label is pressed, not the box in it; and a link in a sentence is as high as the sentence.
      const target = element.closest('label') ?? element;
      if (element.closest('.chat-prose') !== null && element.localName === 'a') continue;
      if (!shown(target) || (element instanceof HTMLInputElement && element.getAttribute('aria-hidden') === 'true')) continue;
      const { width, height } = target.getBoundingClientRect();
      if (width < touch - 0.5 || height < touch - 0.5)
        wrong.push(`${named(element)} is ${Math.round(width)} × ${Math.round(height)} px: too small for a finger`);
    }
  }
  return wrong;
}
