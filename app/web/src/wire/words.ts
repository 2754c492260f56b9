import type { Say } from '../strings/speech.tsx';

/** What a page of text has in one number. */
export function sizeIn(say: Say, bytes: number): string {
  return bytes < 1_000 ? say('wire.bytes', { size: bytes }) : say('wire.kilobytes', { size: Math.round(bytes / 100) / 10 });
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(locale: string, fractionalSecondDigits?: 3): Intl.DateTimeFormat {
  const key = `${locale} ${fractionalSecondDigits}`;
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(fractionalSecondDigits && { fractionalSecondDigits }),
    });
    formats.set(key, made);
  }
  return made;
}
export const timeIn = (locale: string, at: number): string => format(locale).format(at);
export const preciseTimeIn = (locale: string, at: number): string => format(locale, 3).format(at);
