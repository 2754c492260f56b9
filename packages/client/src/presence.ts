import { parse, type AnyContract, type FromHub } from '@atrium/protocol';
import { fitting } from './fold.ts';

type PresenceMessage = Extract<FromHub, { t: 'presence' }>;

/** Somebody who is here, and what each of their devices shows of them. */
export interface Here<P = unknown> {
  readonly devices: Readonly<Record<string, P>>;
}
export type PresenceMap<P = unknown> = ReadonlyMap<string, Here<P>>;

/** Who is here after a message; the same map when nothing of it could be used. What a device shows that does not fit the contract is left out. */
export function presenceAfter(before: PresenceMap, { all, here, gone }: PresenceMessage, contract: AnyContract): PresenceMap {
  if (!all && here.length === 0 && !gone.some((who) => before.has(who))) return before;
  const after = new Map(all ? [] : before);
  for (const who of gone) after.delete(who);
  for (const { who, devices } of here) {
    const shown: [string, unknown][] = [];
    for (const [device, data] of Object.entries(devices)) {
      const fits = fitting(() => parse(contract.presence, data));
      if (fits) shown.push([device, fits.value]);
    }
    after.set(who, { devices: Object.fromEntries(shown) });
  }
  return after;
}
