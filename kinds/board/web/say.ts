import { useTableHost } from '@atrium/table/web';
import type { boardStrings } from './strings.ts';

export type BoardKey = keyof typeof boardStrings.en;
export type Say = (key: BoardKey, args?: Readonly<Record<string, string | number>>) => string;

export const useSay = (): Say => useTableHost().say;
