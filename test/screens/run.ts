import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { accessible, check, shifts, watchShifts } from './checks.ts';
import { inFewColours } from './picture.ts';
import { type Screen, screens } from './screens.ts';
import { HARBOUR, type Language, Line, Stage } from './stage.ts';

const WIDTHS = [1280, 390] as const;
/** English is kept; the others are looked at: one that people speak, and one that is longer than any. */
const LANGUAGES = ['en', 'ru', 'pseudo'] as const satisfies readonly Language[];
/** Two cores: two browsers, each with servers of its own. */
const STAGES = 2;
/** Milliseconds in which nothing changes any more. */
const STILL_MS = 150;
const root = fileURLToPath(new URL('../../', import.meta.url));

const { values } = parseArgs({
  options: {
    only: { type: 'string', short: 'o' },
    /** Looks for what is wrong and takes no pictures. */
    check: { type: 'boolean', default: false },
    /** Where pictures go; default: docs/screens for English, and a folder that git ignores for the other languages, whose pictures are for looking at and not for keeping. */
    out: { type: 'string' },
    web: { type: 'string', default: join(root, 'dist/web') },
  },
});
const only = values.only?.split(',');
const chosen = screens.filter(({ name }) => only === undefined || only.includes(name));
if (chosen.length === 0) throw new Error(`There is no such screen. There are: ${screens.map(({ name }) => name).join(', ')}`);

interface Turn {
  readonly screen: Screen;
  readonly width: number;
  readonly language: Language;
}
const turns: Turn[] = chosen.flatMap((screen) =>
  WIDTHS.filter((width) => screen.widths?.includes(width) ?? true).flatMap((width) => LANGUAGES.map((language) => ({ screen, width, language }))),
);
const folderOf = (language: Language): string => values.out ?? join(root, language === 'en' ? 'docs/screens' : '.cache/screens');
for (const language of LANGUAGES) mkdirSync(folderOf(language), { recursive: true });

const problems = new Map<string, Set<string>>();
let pictures = 0;
let bytes = 0;
const started = performance.now();
const queue = [...turns];
await Promise.all(
  Array.from({ length: Math.min(STAGES, queue.length) }, async () => {
    const stage = await Stage.open(values.web);
    try {
      for (let turn = queue.shift(); turn !== undefined; turn = queue.shift()) await play(turn, stage);
    } finally {
      await stage.close();
    }
  }),
);

for (const [where, found] of [...problems].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  console.error(`\n${where}`);
  for (const problem of found) console.error(`  ${problem}`);
}
const count = [...problems.values()].reduce((sum, found) => sum + found.size, 0);
console.log(
  `\n${chosen.length} screens, ${pictures} pictures of ${(bytes / 1e6).toFixed(1)} MB, ${count} problems, ${((performance.now() - started) / 1000).toFixed(0)} s.`,
);
process.exitCode = count > 0 ? 1 : 0;

/** One screen at one width in one language, light and dark. */
async function play({ screen, width, language }: Turn, stage: Stage): Promise<void> {
  const where = `${screen.name} ${width} ${language}`;
  const found = new Set<string>();
  const phone = width < 640;
  const context = await stage.context({ width, language, signedIn: screen.signedIn ?? true });
  try {
    await stage.unread();
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      if (message.type() === 'error' && !screen.expects?.test(message.text())) found.add(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => found.add(`error: ${error.message}`));
    await page.addInitScript(watchShifts);
    const line = await Line.through(page);
    const all = { page, stage, line, phone };
    await page.goto((await screen.at?.(stage)) ?? `${HARBOUR}/r/ferries-live-000`);
    await page.locator(screen.ready).first().waitFor();
    await still(page);
    for (const problem of await shifts(page)) found.add(problem);
    await screen.act?.(all);
    for (const theme of ['light', 'dark'] as const) {
      if (theme === 'dark') await page.emulateMedia({ colorScheme: 'dark' });
      await still(page);
      await screen.refresh?.(all);
      if (!values.check)
        picture(await page.screenshot({ animations: 'disabled', caret: 'hide' }), `${screen.name}-${theme}-${width}-${language}.png`, language);
      for (const problem of theme === 'light' ? await check(page, { touch: phone }) : await accessible(page, 'colours'))
        found.add(theme === 'light' ? problem : `dark: ${problem}`);
    }
    await page.close();
    await screen.after?.(all);
  } catch (error) {
    found.add(`it could not be played: ${error instanceof Error ? error.message.split('\n').slice(0, 4).join(' ') : String(error)}`);
    const [page] = context.pages();
    if (page !== undefined && values.out !== undefined) writeFileSync(join(values.out, `failed-${where.replaceAll(' ', '-')}.png`), await page.screenshot());
    await screen.after?.({ page: page ?? (await context.newPage()), stage, line: new Line(), phone });
  } finally {
    await context.close();
  }
  if (found.size > 0) problems.set(where, found);
  console.log(`${found.size === 0 ? '✓' : '✗'} ${where}`);
}

function picture(png: Buffer, name: string, language: Language): void {
  const small = inFewColours(png);
  writeFileSync(join(folderOf(language), name), small);
  pictures += 1;
  bytes += small.length;
}

/** Fonts are there and nothing changes any more. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async (quiet) => {
    await document.fonts.ready;
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, quiet);
      const again = new MutationObserver(() => {
        clearTimeout(timer);
        timer = setTimeout(resolve, quiet);
      });
      again.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      setTimeout(resolve, 3_000);
    });
    await document.fonts.ready;
  }, STILL_MS);
}
