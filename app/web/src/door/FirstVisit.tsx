import type { JSX } from 'react';
import { useSay } from '../strings/speech.tsx';
import { DoorPage } from './DoorPage.tsx';

/** The plain address before the first run: it says where the link is, and nothing that would help a stranger. */
export function FirstVisit(): JSX.Element {
  const say = useSay();
  return (
    <DoorPage title={say('first.title')} about={say('first.about')} wide>
      <p className="door-terminal">
        {say('first.terminal')}
        <br />
        <b dir="ltr">
          {location.origin}/setup#<i>…</i>
        </b>
      </p>
    </DoorPage>
  );
}
