import type { Role } from '@atrium/kind-directory';
import { mayManage } from '../live/may.ts';

const people = ['owner', 'admin', 'member', 'guest'] as const satisfies readonly Role[];

/** The roles that somebody may give to a person who has one now: none above what they may manage themselves. */
export const rolesToGive = (mine: string, now: string): readonly Role[] => (mayManage(mine, now) ? people.filter((role) => mayManage(mine, role)) : []);
