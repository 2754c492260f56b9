import { type Client, connect } from '@atrium/client';
import { type JSX, useCallback, useEffect, useRef, useState } from 'react';
import { type State, whoAmI } from './api/session.ts';
import { ApiError } from './api/request.ts';
import { Door } from './door/Door.tsx';
import { Unreachable } from './door/Unreachable.tsx';
import { isDoor, placeAfterSignIn } from './routing/route.ts';
import { currentRoute, goTo, useRoute } from './routing/router.ts';
import { Workspace } from './shell/Workspace.tsx';
import { WatchedSocket } from './wire/watched-socket.ts';
import { Wire } from './wire/Wire.tsx';

/** Milliseconds until the server is asked again when it did not answer. */
const ASK_AGAIN_MS = 3_000;

export type Farewell = 'ended' | 'closed' | 'signed-out';
type Asked = { readonly known: State; readonly client?: Client | undefined; readonly farewell?: Farewell | undefined } | 'asking' | 'unreachable';

const here = (): string => (isDoor(currentRoute()) ? '/' : location.pathname + location.hash);

/** Who is it? Then the door, or the house. */
export function App(): JSX.Element | null {
  const route = useRoute();
  const [asked, setAsked] = useState<Asked>('asking');
  // Who opens a link to a room and is asked to sign in first goes there afterwards.
  const [wanted, setWanted] = useState(here);

  const held = useRef<Client>(undefined);
  /** There is one connection, or none. */
  const hold = useCallback((client: Client | undefined): Client | undefined => {
    void held.current?.close();
    held.current = client;
    return client;
  }, []);

  const ask = useCallback(
    async (place?: string): Promise<void> => {
      try {
        const known = await whoAmI();
        // In one turn with what is known of them, so that no other screen is seen in between.
        if (place !== undefined) goTo(place, { replace: true });
        setAsked({ known, client: hold(known.state === 'signed-in' ? connect('/live', { WebSocket: WatchedSocket }) : undefined) });
      } catch (error) {
        if (error instanceof ApiError) setAsked('unreachable');
        else throw error;
      }
    },
    [hold],
  );

  useEffect(() => void ask(), [ask]);
  useEffect(() => {
    if (asked !== 'unreachable') return;
    const again = setTimeout(() => void ask(), ASK_AGAIN_MS);
    return () => clearTimeout(again);
  }, [asked, ask]);

  const enter = useCallback(async (): Promise<void> => {
    await ask(placeAfterSignIn(wanted));
    setWanted('/');
  }, [ask, wanted]);
  const leave = useCallback(
    (farewell: Farewell): void => {
      setWanted(farewell === 'ended' ? here() : '/');
      hold(undefined);
      setAsked((before) =>
        typeof before === 'object'
          ? { known: { state: 'signed-out', workspace: before.known.state === 'first-run' ? '' : before.known.workspace }, farewell }
          : before,
      );
    },
    [hold],
  );

  if (asked === 'asking') return null;
  if (asked === 'unreachable') return <Unreachable again={() => void ask()} />;
  const { known, client, farewell } = asked;
  if (known.state === 'signed-in' && client !== undefined && !isDoor(route)) {
    return (
      <Wire client={client}>
        <Workspace client={client} me={known.me} workspace={known.workspace} leave={leave} />
      </Wire>
    );
  }
  return (
    <Wire client={undefined}>
      <Door route={route} known={known} farewell={farewell} enter={enter} />
    </Wire>
  );
}
