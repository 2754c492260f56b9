import './settings.css';
import { person } from '@atrium/kind-person';
import { type JSX, useEffect, useRef, useState } from 'react';
import { explain } from '../api/explain.ts';
import { changePassword } from '../api/session.ts';
import { useLive } from '../live/Live.tsx';
import { AskForm } from '../parts/AskForm.tsx';
import { Choices } from '../parts/Choices.tsx';
import { PASSWORD_CHARACTERS, PasswordField } from '../parts/Field.tsx';
import { toast } from '../parts/toasts.ts';
import { useRoute } from '../routing/router.ts';
import { ALT, FIND_KEYS, SHIFT } from '../shell/keys.ts';
import { Page } from '../shell/Page.tsx';
import { useSay, useSpeech } from '../strings/speech.tsx';
import { chosenTheme, showTheme, type Theme } from '../theme/theme.ts';
import { WIRE_KEYS } from '../wire/wire-key.ts';
import { Sessions } from './Sessions.tsx';

export function SettingsPage(): JSX.Element {
  const say = useSay();
  const route = useRoute();
  const sessions = useRef<HTMLElement>(null);
  const part = route.at === 'settings' ? route.part : undefined;
  useEffect(() => {
    if (part === 'sessions') sessions.current?.scrollIntoView({ block: 'start' });
  }, [part]);
  return (
    <Page title={say('settings.title')}>
      <section className="setting">
        <h2>{say('settings.look')}</h2>
        <Look />
      </section>
      <section className="setting">
        <h2>{say('settings.password')}</h2>
        <p className="page-about">{say('settings.passwordAbout')}</p>
        <Password />
      </section>
      <section className="setting keys">
        <h2>{say('settings.keys')}</h2>
        <dl>
          <Keys what={say('keys.find')} keys={FIND_KEYS} />
          <Keys what={say('keys.next')} keys={`${ALT} ↓ ↑`} />
          <Keys what={say('keys.unread')} keys={`${ALT} ${SHIFT} ↓ ↑`} />
          <Keys what={say('keys.regions')} keys="F6" />
          <Keys what={say('keys.close')} keys="Esc" />
          <Keys what={say('keys.wire')} keys={WIRE_KEYS} />
        </dl>
      </section>
      {/* The last, for its length comes from the server and nothing below may move. */}
      <section className="setting" ref={sessions}>
        <h2>{say('settings.sessions')}</h2>
        <p className="page-about">{say('settings.sessionsAbout')}</p>
        <Sessions />
      </section>
    </Page>
  );
}

const Keys = ({ what, keys }: { readonly what: string; readonly keys: string }): JSX.Element => (
  <div>
    <dt>{what}</dt>
    <dd>
      <kbd dir="ltr">{keys}</kbd>
    </dd>
  </div>
);

/** Theme and language show at once; the feed takes them to the person's other devices. */
function Look(): JSX.Element {
  const { say, choice, choose } = useSpeech();
  const { client, me, feed } = useLive();
  const [theme, setTheme] = useState<Theme>(() => feed?.settings.theme ?? chosenTheme());
  const language = choice === 'pseudo' ? 'system' : choice;
  const keep = (settings: { readonly theme: Theme; readonly language: 'system' | 'en' | 'ru' }): void => {
    client.emit(person, me.id, 'changeSettings', settings).catch((error: unknown) => toast(explain(error, say)));
  };
  return (
    <>
      <Choices
        legend={say('settings.theme')}
        inline
        chosen={theme}
        choose={(next) => {
          setTheme(next);
          showTheme(next);
          keep({ theme: next, language });
        }}
        choices={[
          { value: 'system', label: say('settings.system') },
          { value: 'light', label: say('settings.light') },
          { value: 'dark', label: say('settings.dark') },
        ]}
      />
      <Choices
        legend={say('settings.language')}
        inline
        chosen={language}
        choose={(next) => {
          choose(next);
          keep({ theme, language: next });
        }}
        choices={[
          { value: 'system', label: say('settings.system') },
          { value: 'en', label: 'English' },
          { value: 'ru', label: 'Русский' },
        ]}
      />
    </>
  );
}

function Password(): JSX.Element {
  const say = useSay();
  const { me } = useLive();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  return (
    <AskForm
      go={say('settings.passwordGo')}
      ready={current !== '' && next.length >= PASSWORD_CHARACTERS}
      ask={async () => {
        await changePassword({ current, next });
        setCurrent('');
        setNext('');
        toast(say('settings.passwordDone'));
      }}
    >
      {/* A password manager stores the new password under this name. */}
      <input className="spoken" type="text" autoComplete="username" value={me.name} readOnly tabIndex={-1} aria-hidden="true" />
      <PasswordField label={say('password.current')} value={current} change={setCurrent} autoComplete="current-password" required />
      <PasswordField
        label={say('password.new')}
        hint={say('password.hint', { count: PASSWORD_CHARACTERS })}
        value={next}
        change={setNext}
        autoComplete="new-password"
        minLength={PASSWORD_CHARACTERS}
        required
      />
    </AskForm>
  );
}
