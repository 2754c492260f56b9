import type { Role } from '@atrium/kind-directory';

export const WORKSPACE = 'Harbour Works';
/** Everyone's password in the demo: it lives in a temporary folder and is gone with it. */
export const PASSWORD = 'quiet harbour';

/** You look around as Ada; the others are played. */
export const people = {
  ada: { name: 'Ada Lind', role: 'owner' },
  mira: { name: 'Mira Okafor', role: 'admin' },
  jonas: { name: 'Jonas Veld', role: 'member' },
  sana: { name: 'Sana Rahimi', role: 'member' },
  lev: { name: 'Lev', role: 'bot' },
} as const satisfies Record<string, { readonly name: string; readonly role: Role }>;
export type Who = keyof typeof people;
export const everyone: readonly Who[] = ['ada', 'mira', 'jonas', 'sana', 'lev'];

/** The first is the room's owner. `general` is made by the first run; direct rooms have no name of their own. */
export const rooms = {
  general: { name: 'general', topic: '', type: 'public', members: everyone },
  ferries: { name: 'ferries live', topic: 'Where the boats are, and what holds them up', type: 'public', members: ['jonas', 'ada', 'mira', 'sana', 'lev'] },
  dockside: { name: 'dockside', topic: 'The new quay. Not public yet', type: 'private', members: ['mira', 'ada', 'jonas'] },
  quay: { name: 'new quay by june?', topic: 'Settled by Mira on the first of June', type: 'public', members: ['mira', 'ada', 'jonas', 'sana', 'lev'] },
  random: { name: 'random', topic: 'Whatever floats', type: 'public', members: ['sana', 'ada', 'mira', 'jonas'] },
  'ada and mira': { name: '', topic: '', type: 'direct', members: ['ada', 'mira'] },
  'ada and sana': { name: '', topic: '', type: 'direct', members: ['ada', 'sana'] },
} as const satisfies Record<
  string,
  { readonly name: string; readonly topic: string; readonly type: 'public' | 'private' | 'direct'; readonly members: readonly Who[] }
>;
export type RoomKey = keyof typeof rooms;
