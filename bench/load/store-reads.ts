/** Reads of its store that a server has counted; undefined for one that has none. */
export async function storeReads(port: number): Promise<number | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/reads`, { signal: AbortSignal.timeout(5_000) });
    const answer: unknown = await response.json();
    return typeof answer === 'object' && answer !== null && 'reads' in answer && typeof answer.reads === 'number' ? answer.reads : undefined;
  } catch {
    return undefined;
  }
}
