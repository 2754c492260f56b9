import { useClient, useStatus } from '@atrium/client/react';
import { type JSX, useEffect, useRef, useState } from 'react';
import { useSay } from '../strings/speech.tsx';
import { phaseOf } from './phase.ts';

/** A thin, quiet bar while the connection is down for longer than a moment. A screen reader hears that it went and that it came back, not every second. */
export function Banner(): JSX.Element {
  const say = useSay();
  const client = useClient();
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
  const what = say(phase.show === 'cut' ? 'connection.cut' : 'connection.offline');
  useEffect(() => {
    if (shown) wasShown.current = true;
  }, [shown]);

  return (
    <>
      <p className="spoken" role="status">
        {shown ? what : wasShown.current && status.state === 'open' ? say('connection.back') : ''}
      </p>
      {shown && (
        <section className="banner" aria-label={what}>
          <span aria-hidden="true">{what}</span>
          <span className="banner-next">
            {phase.show === 'waiting' ? say('connection.reconnecting', { count: phase.seconds }) : phase.show === 'connecting' && say('connection.connecting')}
            {phase.show === 'waiting' && ' · '}
            {phase.show !== 'connecting' && (
              <button type="button" onClick={() => client.reconnect()}>
                {say(phase.show === 'cut' ? 'wire.connect' : 'connection.now')}
              </button>
            )}
          </span>
        </section>
      )}
    </>
  );
}
