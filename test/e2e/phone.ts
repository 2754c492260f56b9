import { devices } from 'playwright-core';

/** A phone's browser, held upright: a finger, and 390 pixels. */
const { userAgent } = devices['Pixel 7'];
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, userAgent };
