/** When something was traded: the time today, the day before that. */
export function whenOf(at: number, { language, now }: { readonly language: string; readonly now: number }): string {
  const [then, today] = [new Date(at), new Date(now)];
  return then.toDateString() === today.toDateString()
    ? then.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })
    : then.toLocaleDateString(language, { day: 'numeric', month: 'short' });
}
