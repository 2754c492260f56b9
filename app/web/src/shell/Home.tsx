import type { JSX } from 'react';
import { useLive } from '../live/Live.tsx';
import { isMember } from '../live/may.ts';
import { Blank } from '../parts/Blank.tsx';
import { Button } from '../parts/Button.tsx';
import { go } from '../routing/router.ts';
import { useSay } from '../strings/speech.tsx';

/** The court without a room in it: for a moment on the way to one, and for whoever is in none. */
export function Home({ newRoom, invite }: { newRoom(): void; invite(): void }): JSX.Element {
  const say = useSay();
  const { feed, rooms, workspace, me } = useLive();
  const none = feed !== undefined && rooms.length === 0;
  return (
    <main id="main" className="court" data-region tabIndex={-1}>
      {none && (
        <Blank level={1} title={say('home.title', { workspace })} about={say(isMember(me.role) ? 'home.none' : 'home.guest')}>
          {isMember(me.role) && (
            <>
              <Button look="main" onClick={newRoom}>
                {say('side.newRoom')}
              </Button>
              <Button onClick={() => go({ at: 'rooms' })}>{say('side.browse')}</Button>
              <Button onClick={invite}>{say('side.invite')}</Button>
            </>
          )}
        </Blank>
      )}
    </main>
  );
}
