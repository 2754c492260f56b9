import './people.css';
import { Face } from '@atrium/kind-chat/web';
import { Role, type Person } from '@atrium/kind-directory';
import { type JSX, useState } from 'react';
import { changePerson, makeResetLink } from '../api/admin.ts';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { isAdmin, isMember, mayManage } from '../live/may.ts';
import { AskForm } from '../parts/AskForm.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Menu } from '../parts/Menu.tsx';
import { toast } from '../parts/toasts.ts';
import { useOpenDirect } from '../rooms/open-direct.ts';
import { Page } from '../shell/Page.tsx';
import { useSpeech } from '../strings/speech.tsx';
import { ranked } from '../switcher/match.ts';
import { rolesToGive } from './roles.ts';

type Open = { readonly what: 'deactivate'; readonly person: Person } | { readonly what: 'reset'; readonly person: Person; readonly link: string };

/** Everyone in the workspace; for owners and admins also what they are. */
export function PeoplePage({ invite }: { invite(): void }): JSX.Element {
  const { say, tongue } = useSpeech();
  const { people, workspace, me, present, directory } = useLive();
  const [find, setFind] = useState('');
  const [open, setOpen] = useState<Open>();
  if (!isMember(me.role)) {
    return (
      <Page title={say('people.title')}>
        <p className="page-about">{say('people.guest')}</p>
      </Page>
    );
  }
  const collator = new Intl.Collator(tongue.locale);
  const admin = isAdmin(me.role);
  const all = people.filter(({ active }) => active || admin).sort((a, b) => Number(b.active) - Number(a.active) || collator.compare(a.name, b.name));
  const found = find.trim() === '' ? all : ranked(all, find, ({ name }) => name);
  return (
    <Page
      title={say('people.title')}
      tools={
        <Button icon="add" onClick={invite}>
          {say('side.invite')}
        </Button>
      }
    >
      <p className="page-about">
        {directory === undefined
          ? ''
          : all.length === 1
            ? say('people.alone')
            : say('people.about', { count: all.filter(({ active }) => active).length, workspace })}
      </p>
      {all.length > 1 && (
        <input
          className="input"
          type="search"
          value={find}
          onChange={(event) => setFind(event.target.value)}
          placeholder={say('people.find')}
          aria-label={say('people.find')}
        />
      )}
      {all.length > 1 && found.length === 0 && <p className="page-about">{say('people.none')}</p>}
      <ul className="lines">
        {found.map((person) => (
          <li key={person.id} className={person.active ? undefined : 'person-closed'}>
            <Face id={person.id} name={person.name} size={38} present={present.has(person.id)} mine={person.id === me.id} />
            <div className="line-text">
              <b>{person.id === me.id ? say('side.you', { name: person.name }) : person.name}</b>
              {!person.active && <p>{say('people.closed')}</p>}
              {person.active && !(admin && givable(me, person)) && <p>{say(`role.${person.role}`)}</p>}
            </div>
            <Manage person={person} open={setOpen} />
          </li>
        ))}
      </ul>
      {open?.what === 'deactivate' && (
        <Dialog title={say('people.deactivateTitle', { name: open.person.name })} onClose={() => setOpen(undefined)}>
          <AskForm
            go={say('people.deactivate')}
            danger
            cancel={() => setOpen(undefined)}
            ask={async () => {
              await changePerson(open.person.id, { active: false });
              setOpen(undefined);
            }}
          >
            <p className="about">{say('people.deactivateAbout')}</p>
          </AskForm>
        </Dialog>
      )}
      {open?.what === 'reset' && (
        <Dialog title={say('people.resetTitle', { name: open.person.name })} onClose={() => setOpen(undefined)}>
          <p className="about">{say('people.resetAbout', { name: open.person.name })}</p>
          <CopyField label={say('people.resetLink')} text={open.link} />
        </Dialog>
      )}
    </Page>
  );
}

/** Is there a choice of roles for this person? Then it shows the role they have. */
const givable = (me: { readonly id: string; readonly role: string }, person: Person): boolean =>
  person.id !== me.id && person.active && person.role !== 'bot' && rolesToGive(me.role, person.role).length > 1;

function Manage({ person, open }: { readonly person: Person; open(dialog: Open): void }): JSX.Element {
  const { say } = useSpeech();
  const { me } = useLive();
  const openDirect = useOpenDirect();
  const manage = isAdmin(me.role) && mayManage(me.role, person.role);
  const roles = rolesToGive(me.role, person.role);
  const change = (next: Parameters<typeof changePerson>[1]): void => {
    changePerson(person.id, next).catch((error: unknown) => toast(explain(error, say)));
  };
  const reset = (): void => {
    makeResetLink(person.id).then(
      (link) => open({ what: 'reset', person, link }),
      (error: unknown) => toast(explain(error, say)),
    );
  };
  if (person.id === me.id) return <></>;
  return (
    <>
      {manage && givable(me, person) && (
        <select
          className="person-role"
          aria-label={say('people.role', { name: person.name })}
          value={person.role}
          onChange={(event) => {
            const role = Role.options.find((option) => option === event.target.value);
            if (role !== undefined) change({ role });
          }}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {say(`role.${role}`)}
            </option>
          ))}
        </select>
      )}
      {(person.active || manage) && (
        <Menu
          label={say('people.menu', { name: person.name })}
          align="end"
          items={[
            person.active && { label: say('people.write', { name: person.name }), icon: 'speech', run: () => void openDirect([person.id]) },
            manage && person.active && { label: say('people.reset'), icon: 'key', run: reset },
            manage && 'line',
            manage &&
              (person.active
                ? { label: say('people.deactivate'), icon: 'leave', danger: true, run: () => open({ what: 'deactivate', person }) }
                : { label: say('people.reactivate'), icon: 'check', run: () => change({ active: true }) }),
          ]}
          trigger={(props) => <IconButton {...props} icon="dots" label={say('people.menu', { name: person.name })} />}
        />
      )}
    </>
  );
}
