/** Milliseconds between two looks, and in which it must have come: a machine with much to do gets there. */
const LOOK_EVERY = 20;
const WITHIN = 30_000;

/** Waits for a condition; what is not there in time is an error that says what was there instead. */
export async function until<T>(what: string, look: () => T | Promise<T>, { withinMs = WITHIN }: { readonly withinMs?: number } = {}): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`It did not come about in ${withinMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}
