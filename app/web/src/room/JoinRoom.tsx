import { chat } from '@atrium/kind-chat';
import type { ListedRoom } from '@atrium/kind-directory';
import { type JSX, useState } from 'react';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { isMember } from '../live/may.ts';
import { Blank } from '../parts/Blank.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { toast } from '../parts/toasts.ts';
import { go } from '../routing/router.ts';
import { useSay } from '../strings/speech.tsx';

/** A public room that this person is not in and that the hub does not show before they join. */
export function JoinRoom({ room }: { readonly room: ListedRoom }): JSX.Element {
  const say = useSay();
  const { client, workspace, me } = useLive();
  const [busy, setBusy] = useState(false);
  const join = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.emit(chat, room.id, 'join', {});
    } catch (error) {
      toast(explain(error, say));
    }
    setBusy(false);
  };
  const button = isMember(me.role) && !room.archived && (
    <Button look="main" disabled={busy} onClick={() => void join()}>
      {say('room.join', { room: room.name })}
    </Button>
  );
  return (
    <main id="main" className="court" data-region tabIndex={-1}>
      <header className="head">
        <IconButton className="back" icon="back" mirrored size={20} label={say('back')} onClick={() => go({ at: 'home' })} />
        <h1>{room.name}</h1>
      </header>
      <Blank title={room.topic === '' ? room.name : room.topic} about={room.archived ? say('room.archivedAbout') : say('room.joinAbout', { workspace })}>
        {button}
      </Blank>
    </main>
  );
}
