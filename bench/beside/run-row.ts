import type { Row, Scale, Seen } from './row.ts';

/** Milliseconds in which one of both has shown what it does. */
const WITHIN_MS = 120_000;

export interface Result {
  readonly id: string;
  readonly title: string;
  readonly wanted: string;
  readonly atrium: Seen;
  readonly socketio: Seen;
}

/** A row that throws, or never ends, does not hold: with the reason. */
export async function seenOf(look: () => Promise<Seen>, withinMs = WITHIN_MS): Promise<Seen> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen>((resolve) => {
    timer = setTimeout(() => resolve({ holds: false, what: `nothing came of it within ${withinMs / 1000} s` }), withinMs);
  });
  try {
    return await Promise.race([look(), late]);
  } catch (error) {
    return { holds: false, what: `it broke: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

export async function runRow({ id, title, wanted, atrium, socketio }: Row, scale: Scale): Promise<Result> {
  return { id, title, wanted, atrium: await seenOf(() => atrium(scale)), socketio: await seenOf(() => socketio(scale)) };
}
