import './door.css';
import { type JSX, useEffect } from 'react';
import type { Farewell } from '../App.tsx';
import type { State } from '../api/session.ts';
import { isDoor, type Route } from '../routing/route.ts';
import { useSay } from '../strings/speech.tsx';
import { FirstVisit } from './FirstVisit.tsx';
import { Join } from './Join.tsx';
import { Reset } from './Reset.tsx';
import { Setup } from './Setup.tsx';
import { SignIn } from './SignIn.tsx';

export interface DoorProps {
  readonly route: Route;
  readonly known: State;
  readonly farewell: Farewell | undefined;
  /** They are in: ask again who it is, and go where they wanted. */
  enter(): Promise<void>;
}

/** Everything before the door: which screen follows from the address and from what the server knows of this browser. */
export function Door({ route, known, farewell, enter }: DoorProps): JSX.Element {
  const say = useSay();
  const workspace = known.state === 'first-run' ? '' : known.workspace;
  const title = workspace === '' ? say('atrium') : workspace;
  useEffect(() => {
    document.title = title;
  }, [title]);

  const at = isDoor(route) ? route.at : 'sign-in';
  if (at === 'setup') return <Setup first={known.state === 'first-run'} enter={enter} />;
  if (known.state === 'first-run') return <FirstVisit />;
  if (at === 'join') return <Join me={known.state === 'signed-in' ? known.me : undefined} enter={enter} />;
  if (at === 'reset') return <Reset enter={enter} />;
  return <SignIn workspace={workspace} farewell={farewell} enter={enter} />;
}
