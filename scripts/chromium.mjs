import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The system's Chromium, or undefined. CHROMIUM names another. */
export const findChromium = () => (process.env.CHROMIUM ? [process.env.CHROMIUM] : PLACES).find((path) => existsSync(path));
