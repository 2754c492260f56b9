/** When something was written: the time today, the day with it before that. */
export function whenOf(at: number, { language, now }: { readonly language: string; readonly now: number }): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return then.toDateString() === today.toDateString()
    ? then.toLocaleTimeString(language, time)
    : then.toLocaleString(language, { day: 'numeric', month: 'short', ...time });
}
