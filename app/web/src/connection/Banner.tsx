import { useStatus } from '@atrium/client/react';
import { type JSX, useEffect, useRef, useState } from 'react';
import { useSay } from '../strings/speech.tsx';
import { phaseOf } from './phase.ts';

/** The client comes back at once when the browser says that the network is there; a person may say so too. */
const tryNow = (): void => void dispatchEvent(new Event('online'));

/** A thin, quiet bar while the connection is down for longer than a moment. A screen reader hears that it went and that it came back, not every second. */
export function Banner(): JSX.Element {
  const say = useSay();
  const status = useStatus();
  const [now, setNow] = useState(() => Date.now());
  const [downSince, setDownSince] = useState<number | undefined>(() => (status.state === 'open' ? undefined : Date.now()));
  const wasShown = useRef(false);

  useEffect(() => {
    const down = status.state === 'connecting' || status.state === 'waiting';
    setNow(Date.now());
    setDownSince((since) => (down ? (since ?? Date.now()) : undefined));
  }, [status.state]);

  const phase = phaseOf(status, downSince, now);
  useEffect(() => {
    if (downSince === undefined) return;
    const tick = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(tick);
  }, [downSince]);

  const shown = phase.show !== 'nothing';
  useEffect(() => {
    if (shown) wasShown.current = true;
  }, [shown]);

  return (
    <>
      <p className="spoken" role="status">
        {shown ? say('connection.offline') : wasShown.current && status.state === 'open' ? say('connection.back') : ''}
      </p>
      {shown && (
        <section className="banner" aria-label={say('connection.offline')}>
          <span aria-hidden="true">{say('connection.offline')}</span>
          <span className="banner-next">
            {phase.show === 'waiting' ? say('connection.reconnecting', { count: phase.seconds }) : say('connection.connecting')}
            {phase.show === 'waiting' && (
              <>
                {' · '}
                <button type="button" onClick={() => tryNow()}>
                  {say('connection.now')}
                </button>
              </>
            )}
          </span>
        </section>
      )}
    </>
  );
}
