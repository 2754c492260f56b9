import { OTHERS_IN_DIRECT_ROOM } from '@atrium/kind-chat';
import { type JSX, useState } from 'react';
import { useLive } from '../live/Live.tsx';
import { AskForm } from '../parts/AskForm.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { PickPeople } from '../people/PickPeople.tsx';
import { useSay } from '../strings/speech.tsx';
import { useOpenDirect } from './open-direct.ts';

export function NewDirect({ close }: { close(): void }): JSX.Element {
  const say = useSay();
  const { people, me } = useLive();
  const openDirect = useOpenDirect();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  return (
    <Dialog title={say('direct.title')} onClose={close}>
      <AskForm
        go={say('direct.go')}
        cancel={close}
        ready={chosen.length > 0}
        ask={async () => {
          if (await openDirect(chosen)) close();
        }}
      >
        <PickPeople
          people={people.filter(({ id, active }) => active && id !== me.id)}
          chosen={chosen}
          choose={setChosen}
          most={OTHERS_IN_DIRECT_ROOM}
          hint={say('direct.about', { count: OTHERS_IN_DIRECT_ROOM })}
          first
        />
      </AskForm>
    </Dialog>
  );
}
