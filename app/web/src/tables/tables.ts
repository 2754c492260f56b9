import type { ChatView } from '@atrium/kind-chat';
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import type { IconName } from '../parts/Icon.tsx';

export type TableKind = NonNullable<ChatView['room']['table']>;

interface OnTable {
  readonly room: string;
  /** Of the things on it the one that a link led to, by its address without the table's name. */
  readonly thing?: string | undefined;
}

interface TableOffer {
  /** Comes when such a table is looked at for the first time. */
  readonly Table: LazyExoticComponent<ComponentType<OnTable>>;
  /** Of what a message links. */
  readonly Card: LazyExoticComponent<ComponentType<OnTable>>;
  readonly icon: IconName;
}

/** What can be put on a room's table, and is shown there. */
export const tables = {
  document: {
    Table: lazy(async () => ({ default: (await import('@atrium/kind-document/web')).Document })),
    Card: lazy(async () => ({ default: (await import('@atrium/kind-document/web')).DocumentCard })),
    icon: 'page',
  },
  board: {
    Table: lazy(async () => ({ default: (await import('@atrium/kind-board/web')).Board })),
    Card: lazy(async () => ({ default: (await import('@atrium/kind-board/web')).BoardCard })),
    icon: 'pin',
  },
  market: {
    Table: lazy(async () => ({ default: (await import('@atrium/kind-market/web')).Market })),
    Card: lazy(async () => ({ default: (await import('@atrium/kind-market/web')).MarketCard })),
    icon: 'line',
  },
  arena: {
    Table: lazy(async () => ({ default: (await import('@atrium/kind-arena/web')).Arena })),
    Card: lazy(async () => ({ default: (await import('@atrium/kind-arena/web')).ArenaCard })),
    icon: 'pad',
  },
} as const satisfies Partial<Record<TableKind, TableOffer>>;
export type OfferedTable = keyof typeof tables;

export const offeredTables = Object.keys(tables) as readonly OfferedTable[];
/** On whose table something with this address stands: `market`, `board-ferry-7`. */
export function kindOfRef(ref: string): OfferedTable | undefined {
  const [kind = ''] = ref.split('-');
  return offeredTables.find((each) => each === kind);
}
/** What of it: `ferry-7` of `board-ferry-7`; nothing where the table itself is meant. */
export function thingOfRef(ref: string): string | undefined {
  const [kind = ''] = ref.split('-');
  return ref.length > kind.length + 1 ? ref.slice(kind.length + 1) : undefined;
}
export const isOffered = (kind: TableKind | null): kind is OfferedTable => kind !== null && Object.hasOwn(tables, kind);
