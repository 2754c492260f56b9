import { directId } from '@atrium/kind-chat';
import { AtriumError, addressOf } from '@atrium/protocol';
import { type Clock, type Identity, SYSTEM, systemClock } from '@atrium/server';
import { DAY, MINUTE } from '../clock.ts';
import type { House } from '../house.ts';
import { newId } from '../tokens.ts';
import { everyone, PASSWORD, people, type RoomKey, rooms, type Who, WORKSPACE } from './cast.ts';
import { history } from './history.ts';
import { trackThePast } from './tracking.ts';
import { tradeInThePast } from './trading.ts';
import { writeInThePast } from './writing.ts';

/** Days before the first thing was said in which people traded. */
const TRADED_DAYS = 4;

/** The hub's clock while history is being made: it can be set to when something was said, and runs on from there. */
export class PastClock implements Clock {
  #behind = 0;

  readonly soon = systemClock.soon;
  readonly after = systemClock.after;
  now(): number {
    return systemClock.now() - this.#behind;
  }
  /** Never back: what was said last stays last. */
  setTo(at: number): void {
    this.#behind = Math.min(this.#behind || Number.POSITIVE_INFINITY, Math.max(0, systemClock.now() - at));
  }
}

export interface Seeded {
  readonly ids: Readonly<Record<Who, string>>;
  readonly rooms: Readonly<Record<RoomKey, string>>;
}

/** Makes the workspace, its people and what they said, with nothing but what the app and its people can do themselves. */
export async function seed({ accounts, passwords, people: directory, firstRun, facts, hub }: House, clock: PastClock): Promise<Seeded> {
  const times = timesOfHistory(systemClock.now());
  const begins = (times[0] ?? systemClock.now()) - 30 * MINUTE;
  clock.setTo(begins - TRADED_DAYS * DAY);
  const passwordHash = await passwords.hash(PASSWORD);
  const visitor = { userAgent: 'Atrium demo', address: '' };
  await firstRun.run(await firstRun.newToken(), { workspace: WORKSPACE, name: people.ada.name, passwordHash }, visitor);

  const ada = (await facts.get('first-run-owner')) ?? '';
  const ids: Record<Who, string> = { ada, mira: newId(), jonas: newId(), sana: newId(), lev: newId() };
  for (const who of everyone) {
    if (who === 'ada') continue;
    const person = { id: ids[who], ...people[who] };
    await accounts.create({ ...person, passwordHash, created: clock.now() });
    await directory.add(person);
  }

  const roomIds: Record<RoomKey, string> = {
    general: (await facts.get('first-run-room')) ?? '',
    ferries: newId(),
    dockside: newId(),
    quay: newId(),
    random: newId(),
    'ada and mira': directId([ids.ada, ids.mira]),
    'ada and sana': directId([ids.ada, ids.sana]),
  };
  const as = (who: Who): Identity => ({ id: ids[who], ...people[who] });
  const command = (identity: Identity, room: RoomKey, name: string, input: unknown) =>
    hub.command({ identity, channel: addressOf('chat', roomIds[room]), name, input });

  // The directory adds them by itself, a moment later: too late for what they said in the first minute.
  await command(SYSTEM, 'general', 'add', { people: everyone.map((who) => ids[who]) });
  for (const [key, { name, topic, type, members }] of Object.entries(rooms) as [RoomKey, (typeof rooms)[RoomKey]][]) {
    if (key !== 'general') await command(as(members[0]), key, 'create', { name, topic, type, members: members.map((who) => ids[who]) });
  }

  const traders = (['lev', 'jonas', 'sana', 'mira', 'ada'] as const).map(as);
  const setTo = (at: number): void => clock.setTo(at);
  await tradeInThePast({ hub, room: roomIds.quay, owner: as('mira'), traders, setTo, from: begins - TRADED_DAYS * DAY, to: begins });

  await command(as('sana'), 'random', 'placeTable', { kind: 'arena' });
  await writeInThePast({ hub, room: roomIds.dockside, author: as('mira') });

  const ordinals = new Map<RoomKey, number[]>();
  for (const [index, { room, who, text, quotes, reactions = [] }] of history.entries()) {
    clock.setTo(times[index] ?? clock.now());
    const earlier = ordinals.get(room) ?? [];
    ordinals.set(room, earlier);
    const quote = quotes === undefined ? undefined : earlier.at(-quotes);
    const mentioning = text.replace(/\{(\w+)\}/g, (_, name: Who) => `<@${ids[name]}>`);
    const reply = await command(as(who), room, 'post', { text: mentioning, ...(quote !== undefined && { quote }) });
    const ordinal = ordinalIn(reply);
    earlier.push(ordinal);
    for (const [emoji, ...reacting] of reactions) for (const reader of reacting) await command(as(reader), room, 'react', { ordinal, emoji, on: true });
  }
  clock.setTo(systemClock.now());
  await trackThePast({ hub, room: roomIds.ferries, owner: as('jonas'), until: systemClock.now() - 1000 });
  return { ids, rooms: roomIds };
}

function ordinalIn(reply: unknown): number {
  if (typeof reply === 'object' && reply !== null && 'ordinal' in reply && typeof reply.ordinal === 'number') return reply.ordinal;
  throw new AtriumError({ kind: 'internal' });
}

/** When each line was said. Today's end a quarter of an hour ago, whatever the time is, and nothing was said after that. */
function timesOfHistory(now: number): readonly number[] {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const planned = history.map(({ when: [daysAgo, time] }) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return midnight - daysAgo * DAY + (hours * 60 + minutes) * MINUTE;
  });
  const today = history.flatMap(({ when: [daysAgo] }, index) => (daysAgo === 0 ? [index] : []));
  const late = (planned.at(-1) ?? now) - (now - 15 * MINUTE);
  return planned.map((at, index) => Math.min(today.includes(index) && late > 0 ? at - late : at, now));
}
