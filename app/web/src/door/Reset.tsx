import { type JSX, useState } from 'react';
import { ApiError } from '../api/request.ts';
import { reset } from '../api/session.ts';
import { AskForm } from '../parts/AskForm.tsx';
import { PASSWORD_CHARACTERS, PasswordField } from '../parts/Field.tsx';
import { useSay } from '../strings/speech.tsx';
import { DoorPage } from './DoorPage.tsx';
import { useToken } from './token.ts';

export function Reset({ enter }: { enter(): Promise<void> }): JSX.Element {
  const say = useSay();
  const token = useToken();
  const [password, setPassword] = useState('');
  const [over, setOver] = useState(false);
  if (token === undefined || over) return <DoorPage title={say('reset.goneTitle')} about={say(over ? 'reset.gone' : 'door.noToken')} />;
  return (
    <DoorPage title={say('reset.title')} about={say('reset.about')}>
      <AskForm
        go={say('reset.go')}
        ready={password.length >= PASSWORD_CHARACTERS}
        refusal={(error) => (error instanceof ApiError && error.kind === 'unauthorised' ? say('signIn.closed') : undefined)}
        ask={async () => {
          try {
            await reset({ token, password });
          } catch (error) {
            if (!(error instanceof ApiError) || error.kind !== 'not-found') throw error;
            setOver(true);
            return;
          }
          await enter();
        }}
      >
        <PasswordField
          label={say('password.new')}
          hint={say('password.hint', { count: PASSWORD_CHARACTERS })}
          value={password}
          change={setPassword}
          autoFocus
          autoComplete="new-password"
          minLength={PASSWORD_CHARACTERS}
          required
        />
      </AskForm>
    </DoorPage>
  );
}
