import type { ChatView } from '@atrium/kind-chat';
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { IconName } from '../parts/Icon.tsx';

export type TableKind = NonNullable<ChatView['room']['table']>;

interface TableOffer {
  /** Comes when such a table is looked at for the first time. */
  readonly Table: LazyExoticComponent<ComponentType<{ readonly room: string }>>;
  /** Of what a message links, by its address on the table. */
  readonly Card: LazyExoticComponent<ComponentType<{ readonly room: string }>>;
  readonly icon: IconName;
}

/** What can be put on a room's table, and is shown there. */
export const tables = {
  document: {
    Table: lazy(async () => ({ default: (await import('@atrium/kind-document/web')).Document })),
    Card: lazy(async () => ({ default: (await import('@atrium/kind-document/web')).DocumentCard })),
    icon: 'page',
  },
  market: {
    Table: lazy(async () => ({ default: (await import('@atrium/kind-market/web')).Market })),
    Card: lazy(async () => ({ default: (await import('@atrium/kind-market/web')).MarketCard })),
    icon: 'line',
  },
} as const satisfies Partial<Record<TableKind, TableOffer>>;
export type OfferedTable = keyof typeof tables;

export const offeredTables = Object.keys(tables) as readonly OfferedTable[];
/** On whose table something with this address stands: `market`, `board-ferry-7`. */
export function kindOfRef(ref: string): OfferedTable | undefined {
  const [kind = ''] = ref.split('-');
  return offeredTables.find((each) => each === kind);
}
export const isOffered = (kind: TableKind | null): kind is OfferedTable => kind !== null && Object.hasOwn(tables, kind);
