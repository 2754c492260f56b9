/** Times as the viewer's language and zone write them. Made once per language and zone: formatters are dear. */
export interface Clock {
  /** 14:02 */
  time(at: number): string;
  /** Wednesday 4 November 2026, 14:02 */
  full(at: number): string;
  /** The day's number in the viewer's zone: equal for two moments of one day. */
  day(at: number): string;
  /** Today, Yesterday, or the date; the year only when it is another one. */
  dayName(at: number, now: number, words: { readonly today: string; readonly yesterday: string }): string;
}

/** Zones differ from each other by quarters of an hour, so that a day never parts inside one. */
const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export function clockFor(language: string, timeZone: string): Clock {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23', timeZone });
  const numbers = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  const date = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const dateWithYear = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone });
  const days = new Map<number, string>();
  const day = (at: number): string => {
    const quarter = Math.floor(at / QUARTER_MS);
    const known = days.get(quarter);
    if (known !== undefined) return known;
    const made = numbers.format(at);
    days.set(quarter, made);
    return made;
  };
  const dayName: Clock['dayName'] = (at, now, { today, yesterday }) => {
    const that = day(at);
    if (that === day(now)) return today;
    if (that === dayBefore(day(now))) return yesterday;
    return that.slice(0, 4) === day(now).slice(0, 4) ? date.format(at) : dateWithYear.format(at);
  };
  return { time: (at) => time.format(at), full: (at) => full.format(at), day, dayName };
}

/** Counted on the calendar, not in hours: some days have 23 of them. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}
