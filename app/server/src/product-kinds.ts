import { arenaKind } from '@atrium/kind-arena/channel';
import { boardKind } from '@atrium/kind-board/channel';
import { chatKind } from '@atrium/kind-chat/channel';
import { directoryKind } from '@atrium/kind-directory/channel';
import { documentKind } from '@atrium/kind-document/channel';
import { marketKind } from '@atrium/kind-market/channel';
import { personKind } from '@atrium/kind-person/channel';
import type { AnyKind } from '@atrium/server';

/** What the product's channels can be. The one list of them on the server. */
export const productKinds: readonly AnyKind[] = [directoryKind, personKind, chatKind, boardKind, documentKind, marketKind, arenaKind];
