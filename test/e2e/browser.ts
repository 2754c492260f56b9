import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
export const chromiumPath = PLACES.find((place) => place !== undefined && existsSync(place));

export function launch(extra: readonly string[] = []): Promise<Browser> {
  if (!chromiumPath) throw new Error('There is no Chromium. Install Debian’s package chromium, or set CHROMIUM to its path.');
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...extra,
    ],
  });
}
