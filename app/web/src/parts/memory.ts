/** What this browser remembers between visits. A browser may forbid it; then it forgets, and nothing else breaks. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(`atrium.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`atrium.${key}`);
    else localStorage.setItem(`atrium.${key}`, value);
  } catch {
    // Forbidden or full: see above.
  }
}
