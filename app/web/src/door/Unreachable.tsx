import './door.css';
import type { JSX } from 'react';
import { Button } from '../parts/Button.tsx';
import { useSay } from '../strings/speech.tsx';
import { DoorPage } from './DoorPage.tsx';

export function Unreachable({ again }: { again(): void }): JSX.Element {
  const say = useSay();
  return (
    <DoorPage title={say('door.unreachable')} about={say('door.unreachableAbout')}>
      <div className="door-next buttons">
        <Button onClick={again}>{say('tryAgain')}</Button>
      </div>
    </DoorPage>
  );
}
