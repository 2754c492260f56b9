import type { Client } from '@atrium/client';
import { board, type Point } from '@atrium/kind-board';
import { addressOf, AtriumError } from '@atrium/protocol';
import type { Identity } from '@atrium/server';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HubPort } from '../hub-port.ts';

const MINUTE = 60_000;
/** Milliseconds between two looks whether the board is there, and how often. */
const LOOK_MS = 20;
const LOOKS = 500;
/** Minutes of the past that are made, and milliseconds between two words of a boat. */
const PAST_MINUTES = 90;
const EVERY_MS = 1_000;

interface Boat {
  readonly thing: string;
  readonly name: string;
  /** Between which landings it goes, in degrees. */
  readonly from: readonly [lat: number, lon: number];
  readonly to: readonly [lat: number, lon: number];
  /** Minutes there and back, with the time at the landings. */
  readonly round: number;
  readonly knots: number;
}

/** Boats of a harbour that is nowhere; the coast is Stockholm's. */
const BOATS: readonly Boat[] = [
  { thing: 'lotta', name: 'Lotta', from: [59.317, 18.094], to: [59.322, 18.155], round: 16, knots: 9.5 },
  { thing: 'olga', name: 'Olga', from: [59.33, 18.065], to: [59.313, 18.078], round: 11, knots: 7 },
  { thing: 'sigrid', name: 'Sigrid', from: [59.343, 18.12], to: [59.322, 18.155], round: 14, knots: 8 },
  { thing: 'ferry-7', name: 'Ferry 7', from: [59.317, 18.094], to: [59.36, 18.16], round: 24, knots: 11 },
  { thing: 'ferry-12', name: 'Ferry 12', from: [59.295, 18.09], to: [59.317, 18.094], round: 13, knots: 8.5 },
];

/** Where a boat is at a time, the same at every start: it waits at the landings, and goes between them. */
function pointOf({ thing, name, from, to, round, knots }: Boat, at: number): Point {
  const turn = ((at / MINUTE + thing.length * 3.7) % round) / round;
  const [there, part] = turn < 0.5 ? [true, turn * 2] : [false, turn * 2 - 1];
  // A fifth of each way it lies at the landing.
  const way = Math.max(0, (part - 0.2) / 0.8);
  const smooth = way * way * (3 - 2 * way);
  const done = there ? smooth : 1 - smooth;
  const [lat, lon] = [from[0] + (to[0] - from[0]) * done, from[1] + (to[1] - from[1]) * done];
  const sails = way > 0 && way < 1;
  const speed = sails ? Math.round((knots * Math.min(1, Math.sin(Math.PI * way) * 2.2) + Math.sin(at / 7000 + name.length) * 0.4) * 10) / 10 : 0;
  const passengers = Math.round(38 + 34 * Math.sin(at / (17 * MINUTE) + name.length * 2));
  return {
    thing,
    at,
    fields: {
      name,
      speed: Math.max(0, speed),
      state: sails ? 'under way' : 'at the landing',
      passengers,
      place: { lat: Math.round(lat * 1e5) / 1e5, lon: Math.round(lon * 1e5) / 1e5 },
    },
  };
}

const TIDE = { thing: 'tide-gauge', name: 'Tide gauge' } as const;
const tideAt = (at: number): Point => ({
  thing: TIDE.thing,
  at,
  fields: { name: TIDE.name, height: Math.round((1.2 + 0.6 * Math.sin(at / (118 * MINUTE))) * 100) / 100 },
});

/** Puts a board into the room, with what was measured in the last hour and a half. */
export async function trackThePast({
  hub,
  room,
  owner,
  until,
  stepMs = 10_000,
}: {
  readonly hub: HubPort;
  readonly room: string;
  readonly owner: Identity;
  readonly until: number;
  readonly stepMs?: number;
}): Promise<void> {
  const channel = addressOf('board', room);
  const ask = (name: string, input: unknown): Promise<unknown> => hub.command({ identity: owner, channel, name, input });
  await hub.command({ identity: owner, channel: addressOf('chat', room), name: 'placeTable', input: { kind: 'board' } });
  const points: Point[] = [];
  for (let at = until - PAST_MINUTES * MINUTE; at <= until; at += stepMs) {
    for (const boat of BOATS) points.push(pointOf(boat, at));
    if (at % MINUTE < stepMs) points.push(tideAt(at));
  }
  // The conversation tells the board of itself, a moment later.
  for (let look = 0; ; look++) {
    try {
      await ask('feed', { points: points.slice(0, 1) });
      break;
    } catch (error) {
      if (!(error instanceof AtriumError) || look === LOOKS) throw error;
      await sleep(LOOK_MS);
    }
  }
  for (let from = 0; from < points.length; from += 1000) await ask('feed', { points: points.slice(from, from + 1000) });
  await ask('rule', { rule: { when: 'above', field: 'speed', limit: 12, back: 2 } });
  await ask('rule', { rule: { when: 'silent', minutes: 10 } });
}

/** The boats say where they are, every second, one after the other. Answers how to stop. */
export function keepTracking(client: Client, room: string): () => void {
  const channel = client.channel(board, room);
  let tick = 0;
  const timer = setInterval(() => {
    const now = Date.now();
    const points = BOATS.filter((_, index) => index % 2 === tick % 2).map((boat) => pointOf(boat, now));
    if (tick++ % 30 === 0) points.push(tideAt(now));
    void channel.emit('feed', { points }).catch(() => undefined);
  }, EVERY_MS);
  return () => clearInterval(timer);
}
