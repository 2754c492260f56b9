import { type TableHost, TableHostContext } from '@atrium/table/web';
import { type JSX, Suspense, useMemo } from 'react';
import { useLive } from '../live/Live.tsx';
import { useSpeech } from '../strings/speech.tsx';
import { tableRequest } from './request.ts';
import { type OfferedTable, tables, thingOfRef } from './tables.ts';

/** Something on a room's table, in a message that links it. One looks at it here, and acts where it stands. */
export function TableCard({ room, kind, at }: { readonly room: string; readonly kind: OfferedTable; readonly at: string }): JSX.Element {
  const { speak, tongue } = useSpeech();
  const { me, person } = useLive();
  const { Card } = tables[kind];
  const host = useMemo(
    (): TableHost => ({
      me,
      person,
      say: speak,
      language: tongue.locale,
      member: false,
      runs: () => false,
      archived: false,
      request: tableRequest(room),
      copyLink: () => undefined,
    }),
    [room, me, person, speak, tongue.locale],
  );
  return (
    <TableHostContext value={host}>
      <Suspense>
        <Card room={room} thing={thingOfRef(at)} />
      </Suspense>
    </TableHostContext>
  );
}
