const browsers = [
  ['Edge', /\bEdg(?:A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
] as const;
const systems = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac(?:intosh| OS X)\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** What a person recognises a device by, as far as its browser says: names, so they need no translation. */
export function deviceOf(userAgent: string): { readonly browser: string | undefined; readonly system: string | undefined } {
  const named = (table: readonly (readonly [string, RegExp])[]): string | undefined => table.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return { browser: named(browsers), system: named(systems) };
}
