/** Of a performance entry of type `resource`, as the browser writes one for each request of the page. */
export type Request = Pick<PerformanceResourceTiming, 'name' | 'startTime' | 'initiatorType'> & { readonly responseStatus?: number };

export interface HttpCount {
  /** Questions to a server: what a page without a WebSocket would ask again and again. */
  readonly requests: number;
  /** Files of the page itself that were loaded meanwhile, such as this panel. */
  readonly files: number;
}

const ASKS: ReadonlySet<string> = new Set(['fetch', 'xmlhttprequest', 'beacon']);

/** What the page asked for over HTTP from a moment of its own clock on. */
export function countRequests(all: readonly Request[], since: number): HttpCount {
  const later = all.filter(({ startTime }) => startTime >= since);
  const requests = later.filter(({ initiatorType }) => ASKS.has(initiatorType)).length;
  return { requests, files: later.length - requests };
}

/** The HTTP status of the newest request to an address, where the browser tells it. */
export const statusOf = (all: readonly Request[], address: string): number | undefined =>
  all.findLast(({ name, responseStatus }) => name === address && responseStatus !== undefined && responseStatus > 0)?.responseStatus;

/** Requests that are remembered; older ones are before any connection that is looked at. */
const KEPT = 1_000;

/** Follows the requests of the page, those before included as far as the browser remembers them. */
export function followRequests(changed: (all: readonly Request[]) => void): () => void {
  let all: readonly Request[] = [];
  const observer = new PerformanceObserver((list) => {
    all = [...all, ...(list.getEntriesByType('resource') as PerformanceResourceTiming[])].slice(-KEPT);
    changed(all);
  });
  observer.observe({ type: 'resource', buffered: true });
  return () => observer.disconnect();
}
