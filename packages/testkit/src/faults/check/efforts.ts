import type { Efforts } from '../floors.ts';
import type { Command, Commands } from './commands.ts';
import type { Fault } from './history.ts';

/** How hard the run tried. A command is in flight from when it was first on the wire until its client was told. */
export function effortsIn(faults: readonly Fault[], { all, who }: Commands): Efforts {
  const flights = all.filter(({ sentAt }) => sentAt !== undefined).sort((a, b) => (a.sentAt ?? 0) - (b.sentAt ?? 0));
  const inFlightAt = (at: number, concerns: (command: Command) => boolean): number =>
    flights.reduce(
      (count, command) => count + ((command.sentAt ?? 0) <= at && (command.endedAt ?? Number.POSITIVE_INFINITY) > at && concerns(command) ? 1 : 0),
      0,
    );
  let inFlight = 0;
  for (const fault of faults) {
    if (fault.t === 'killed') inFlight += inFlightAt(fault.at, () => true);
    else if (fault.t !== 'frozen' && fault.t !== 'delayed') inFlight += inFlightAt(fault.at, ({ client }) => who.get(client) === fault.who);
  }
  return {
    acknowledged: all.filter(({ outcome }) => outcome === 'ok').length,
    kills: faults.filter(({ t }) => t === 'killed').length,
    cuts: faults.filter(({ t }) => t === 'cut' || t === 'half-opened').length,
    inFlight,
  };
}
