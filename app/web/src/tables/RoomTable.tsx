import { type TableHost, TableHostContext } from '@atrium/table/web';
import { type JSX, Suspense, useEffect, useMemo, useState } from 'react';
import { useLive } from '../live/Live.tsx';
import { may } from '../live/may.ts';
import { copyWords } from '../parts/clipboard.ts';
import { CopyField } from '../parts/CopyField.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { toast } from '../parts/toasts.ts';
import { isRunBy, type OpenRoom } from '../room/open-room.ts';
import { addressOf } from '../routing/route.ts';
import { useSpeech } from '../strings/speech.tsx';
import { tableRequest } from './request.ts';
import { kindOfRef, type OfferedTable, tables, thingOfRef } from './tables.ts';

interface Props {
  readonly room: OpenRoom;
  readonly kind: OfferedTable;
  /** The address that a link led to. */
  readonly at: string | undefined;
}

/** What is on a room's table. */
export function RoomTable({ room, kind, at }: Props): JSX.Element {
  const { say, speak, tongue } = useSpeech();
  const { me, person } = useLive();
  const { Table } = tables[kind];
  const { id } = room;
  const [link, setLink] = useState<string>();
  useEffect(() => {
    if (link === undefined) return;
    copyWords(link).then(
      (copied) => {
        if (!copied) return;
        toast(say('room.linkCopied'));
        setLink(undefined);
      },
      () => undefined,
    );
  }, [link, say]);
  const member = room.view.members.some(({ id }) => id === me.id);
  const owns = isRunBy(room, me.id);
  const { archived } = room.view.room;
  const host = useMemo(
    (): TableHost => ({
      me,
      person,
      say: speak,
      language: tongue.locale,
      member,
      runs: (right) => member && (owns || may(me.role, right)),
      archived,
      request: tableRequest(id),
      copyLink: (ref) => setLink(location.origin + addressOf({ at: 'room', room: id, ref })),
    }),
    [me, person, speak, tongue.locale, member, owns, archived, id],
  );
  return (
    <section className="room-table" aria-label={say(`table.${kind}`)} data-region tabIndex={-1}>
      <TableHostContext value={host}>
        <Suspense>
          <Table room={room.id} thing={at !== undefined && kindOfRef(at) === kind ? thingOfRef(at) : undefined} />
        </Suspense>
      </TableHostContext>
      {link !== undefined && (
        <Dialog title={say('room.copyThis')} onClose={() => setLink(undefined)}>
          <CopyField label={say('room.copyLink')} text={link} />
        </Dialog>
      )}
    </section>
  );
}
