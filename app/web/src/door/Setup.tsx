import { type JSX, useState } from 'react';
import { ApiError } from '../api/request.ts';
import { firstRun } from '../api/session.ts';
import { AskForm } from '../parts/AskForm.tsx';
import { Button } from '../parts/Button.tsx';
import { Field, PASSWORD_CHARACTERS, PasswordField } from '../parts/Field.tsx';
import { InviteLink } from '../people/InviteLink.tsx';
import { Link } from '../routing/Link.tsx';
import { useSay } from '../strings/speech.tsx';
import { DoorPage } from './DoorPage.tsx';
import { useToken } from './token.ts';

/** The first run: name the workspace, then bring people in. */
export function Setup({ first, enter }: { readonly first: boolean; enter(): Promise<void> }): JSX.Element {
  const say = useSay();
  const token = useToken();
  const [workspace, setWorkspace] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [founded, setFounded] = useState(false);

  if (founded) {
    return (
      <DoorPage title={say('invited.title', { workspace: workspace.trim() })} about={say('invited.about')} wide>
        <div className="door-next">
          <InviteLink />
        </div>
        <div className="door-next buttons">
          <Button look="main" onClick={() => void enter()}>
            {say('invite.enter', { workspace: workspace.trim() })}
          </Button>
        </div>
      </DoorPage>
    );
  }
  if (!first || token === undefined) {
    return (
      <DoorPage title={say('setup.title')} about={say(first ? 'door.noToken' : 'setup.closed')}>
        {!first && (
          <Link to={{ at: 'sign-in' }} className="door-link">
            {say('setup.signIn')}
          </Link>
        )}
      </DoorPage>
    );
  }
  return (
    <DoorPage title={say('setup.title')} about={say('setup.about')}>
      <AskForm
        go={say('setup.go')}
        ready={workspace.trim() !== '' && name.trim() !== '' && password.length >= PASSWORD_CHARACTERS}
        refusal={(error) => (error instanceof ApiError && error.kind === 'not-found' ? say('setup.closed') : undefined)}
        ask={async () => {
          await firstRun({ token, workspace: workspace.trim(), name: name.trim(), password });
          setFounded(true);
        }}
      >
        <Field
          label={say('setup.workspace')}
          hint={say('setup.workspaceHint')}
          value={workspace}
          change={setWorkspace}
          maxLength={60}
          autoFocus
          autoComplete="organization"
          required
        />
        <Field label={say('name.label')} hint={say('name.hint')} value={name} change={setName} maxLength={50} autoComplete="username" required />
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
    </DoorPage>
  );
}
