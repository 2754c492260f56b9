import { type JSX, useCallback, useEffect, useState } from 'react';
import { ApiError } from '../api/request.ts';
import { type Invitation, invitation, join, type Me } from '../api/session.ts';
import { explain } from '../api/explain.ts';
import { AskForm } from '../parts/AskForm.tsx';
import { Button } from '../parts/Button.tsx';
import { Field, PASSWORD_CHARACTERS, PasswordField } from '../parts/Field.tsx';
import { Link } from '../routing/Link.tsx';
import { useSay } from '../strings/speech.tsx';
import { DoorPage } from './DoorPage.tsx';
import { useToken } from './token.ts';

const isOver = (error: unknown): boolean => error instanceof ApiError && error.kind === 'not-found';

/** Who comes by an invitation types a name and a password, and nothing else. */
export function Join({ me, enter }: { readonly me: Me | undefined; enter(): Promise<void> }): JSX.Element {
  const say = useSay();
  const token = useToken();
  const [found, setFound] = useState<Invitation | 'looking' | 'over' | { readonly failed: unknown }>('looking');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');

  const look = useCallback((): void => {
    if (token === undefined) return;
    setFound('looking');
    invitation(token).then(setFound, (error: unknown) => setFound(isOver(error) ? 'over' : { failed: error }));
  }, [token]);
  useEffect(look, [look]);

  const signIn = (
    <Link to={{ at: 'sign-in' }} className="door-link">
      {say('join.instead')}
    </Link>
  );
  if (token === undefined) return <DoorPage title={say('join.goneTitle')} about={say('door.noToken')} />;
  if (found === 'looking') return <DoorPage title={say('join.looking')} />;
  if (found === 'over') {
    return (
      <DoorPage title={say('join.goneTitle')} about={say('join.gone')}>
        {signIn}
      </DoorPage>
    );
  }
  if ('failed' in found) {
    return (
      <DoorPage title={say('door.unreachable')} about={explain(found.failed, say)}>
        <div className="door-next buttons">
          <Button onClick={look}>{say('tryAgain')}</Button>
        </div>
      </DoorPage>
    );
  }
  const { workspace, invitedBy } = found;
  if (me !== undefined) {
    return (
      <DoorPage title={workspace} about={say('join.already', { name: me.name })}>
        <div className="door-next buttons">
          <Button look="main" onClick={() => void enter()}>
            {say('join.open', { workspace })}
          </Button>
        </div>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={say('join.title', { workspace })} about={invitedBy === '' ? undefined : say('join.about', { name: invitedBy })}>
      <AskForm
        go={say('join.go', { workspace })}
        ready={name.trim() !== '' && password.length >= PASSWORD_CHARACTERS}
        refusal={(error) => (isOver(error) ? say('join.gone') : undefined)}
        ask={async () => {
          await join({ token, name: name.trim(), password });
          await enter();
        }}
      >
        <Field label={say('name.label')} hint={say('name.hint')} value={name} change={setName} maxLength={50} autoFocus autoComplete="username" required />
        <PasswordField
          label={say('password.label')}
          hint={say('password.hint', { count: PASSWORD_CHARACTERS })}
          value={password}
          change={setPassword}
          autoComplete="new-password"
          minLength={PASSWORD_CHARACTERS}
          required
        />
      </AskForm>
      {signIn}
    </DoorPage>
  );
}
