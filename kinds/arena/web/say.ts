import { useTableHost } from '@atrium/table/web';
import type { arenaStrings } from './strings.ts';

export type ArenaKey = keyof typeof arenaStrings.en;
export type Say = (key: ArenaKey, args?: Readonly<Record<string, string | number>>) => string;

export const useSay = (): Say => useTableHost().say;
