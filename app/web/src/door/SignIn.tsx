import { type JSX, useState } from 'react';
import type { Farewell } from '../App.tsx';
import { ApiError } from '../api/request.ts';
import { signIn } from '../api/session.ts';
import { AskForm } from '../parts/AskForm.tsx';
import { Field, PasswordField } from '../parts/Field.tsx';
import { useSay } from '../strings/speech.tsx';
import { DoorPage } from './DoorPage.tsx';

const farewells = { ended: 'signIn.ended', closed: 'signIn.closed', 'signed-out': 'signIn.signedOut' } as const;

export function SignIn({
  workspace,
  farewell,
  enter,
}: {
  readonly workspace: string;
  readonly farewell: Farewell | undefined;
  enter(): Promise<void>;
}): JSX.Element {
  const say = useSay();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const refusal = (error: unknown): string | undefined => {
    if (!(error instanceof ApiError)) return undefined;
    if (error.kind === 'wrong-password' || error.status === 401) return say('error.credentials');
    return error.kind === 'unauthorised' ? say('signIn.closed') : undefined;
  };
  return (
    <DoorPage title={workspace === '' ? say('signIn.titleBare') : say('signIn.title', { workspace })}>
      {farewell !== undefined && (
        <p className="door-told" role="status">
          {say(farewells[farewell])}
        </p>
      )}
      <AskForm
        go={say('signIn.go')}
        ready={name.trim() !== '' && password !== ''}
        refusal={refusal}
        ask={async () => {
          await signIn({ name: name.trim(), password });
          await enter();
        }}
      >
        <Field label={say('signIn.name')} value={name} change={setName} maxLength={256} autoFocus autoComplete="username" autoCapitalize="words" required />
        <PasswordField label={say('password.label')} value={password} change={setPassword} autoComplete="current-password" required />
      </AskForm>
      <p className="hint">{say('signIn.forgot')}</p>
    </DoorPage>
  );
}
