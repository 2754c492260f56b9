import { useTableHost } from '@atrium/table/web';
import type { marketStrings } from './strings.ts';

export type MarketKey = keyof typeof marketStrings.en;
export type Say = (key: MarketKey, args?: Readonly<Record<string, string | number>>) => string;

export const useSay = (): Say => useTableHost().say;
