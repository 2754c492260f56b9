import { type JSX, useCallback, useEffect, useState } from 'react';
import { endSession, type Session, sessions as listSessions } from '../api/admin.ts';
import { explain } from '../api/explain.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { toast } from '../parts/toasts.ts';
import { useSpeech } from '../strings/speech.tsx';
import { deviceOf } from './device.ts';

/** Where the person is signed in; each but this one can be signed out from here. */
export function Sessions(): JSX.Element {
  const { say, tongue } = useSpeech();
  const [sessions, setSessions] = useState<readonly Session[]>();
  const [wrong, setWrong] = useState<unknown>();
  const load = useCallback((): void => {
    setWrong(undefined);
    listSessions().then(setSessions, setWrong);
  }, []);
  useEffect(load, [load]);

  const end = async (id: string): Promise<void> => {
    try {
      await endSession(id);
      toast(say('settings.ended'));
    } catch (error) {
      toast(explain(error, say));
    }
    load();
  };
  if (wrong !== undefined) {
    return (
      <div className="setting-wrong">
        <p className="wrong" role="alert">
          {explain(wrong, say)}
        </p>
        <Button onClick={load}>{say('tryAgain')}</Button>
      </div>
    );
  }
  const day = new Intl.DateTimeFormat(tongue.locale, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const nameOf = (userAgent: string): string => {
    const { browser, system } = deviceOf(userAgent);
    return browser !== undefined && system !== undefined
      ? say('settings.browserOn', { browser, system })
      : (browser ?? system ?? say('settings.unknownDevice'));
  };
  return (
    <ul className="lines" aria-busy={sessions === undefined}>
      {(sessions ?? []).map(({ id, userAgent, lastSeen, current }) => (
        <li key={id}>
          <Icon name="device" size={20} />
          <div className="line-text">
            <b>{nameOf(userAgent)}</b>
            <p>{current ? say('settings.thisDevice') : say('settings.lastSeen', { date: day.format(lastSeen) })}</p>
          </div>
          {!current && (
            <Button onClick={() => void end(id)}>
              {say('settings.end')}
              <span className="spoken"> {nameOf(userAgent)}</span>
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
