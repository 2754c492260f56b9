import { useTableHost } from '@atrium/table/web';
import type { documentStrings } from './strings.ts';

export type DocumentKey = keyof typeof documentStrings.en;
export type Say = (key: DocumentKey, args?: Readonly<Record<string, string | number>>) => string;

export const useSay = (): Say => useTableHost().say;
