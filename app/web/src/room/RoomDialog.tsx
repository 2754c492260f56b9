import { chat, NAME_CHARACTERS, TOPIC_CHARACTERS } from '@atrium/kind-chat';
import { type JSX, useState } from 'react';
import { useLive } from '../live/Live.tsx';
import { AskForm } from '../parts/AskForm.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Field } from '../parts/Field.tsx';
import { PickPeople } from '../people/PickPeople.tsx';
import { addressOf } from '../routing/route.ts';
import { go } from '../routing/router.ts';
import { useSay } from '../strings/speech.tsx';
import type { OpenRoom } from './open-room.ts';

export type RoomDialogName = 'rename' | 'topic' | 'add' | 'archive' | 'leave' | 'link';
interface Props {
  readonly room: OpenRoom;
  close(): void;
}

/** What a room's menu asks before it does something. */
export function RoomDialog({ name, ...props }: Props & { readonly name: RoomDialogName }): JSX.Element {
  const Chosen = { rename: Rename, topic: ChangeTopic, add: AddPeople, archive: Archive, leave: Leave, link: LinkTo }[name];
  return <Chosen {...props} />;
}

function Rename({ room, close }: Props): JSX.Element {
  const say = useSay();
  const { client } = useLive();
  const [name, setName] = useState(room.view.room.name);
  return (
    <Dialog title={say('rename.title')} onClose={close}>
      <AskForm
        go={say('rename.go')}
        cancel={close}
        ready={name.trim() !== ''}
        ask={async () => {
          if (name.trim() !== room.view.room.name) await client.emit(chat, room.id, 'rename', { name: name.trim() });
          close();
        }}
      >
        <Field label={say('newRoom.name')} first value={name} change={setName} maxLength={NAME_CHARACTERS} required />
      </AskForm>
    </Dialog>
  );
}

function ChangeTopic({ room, close }: Props): JSX.Element {
  const say = useSay();
  const { client } = useLive();
  const [topic, setTopic] = useState(room.view.room.topic);
  return (
    <Dialog title={say('topic.title')} onClose={close}>
      <AskForm
        go={say('topic.go')}
        cancel={close}
        ask={async () => {
          await client.emit(chat, room.id, 'describe', { topic: topic.trim() });
          close();
        }}
      >
        <Field label={say('newRoom.topic')} first value={topic} change={setTopic} maxLength={TOPIC_CHARACTERS} />
      </AskForm>
    </Dialog>
  );
}

function AddPeople({ room, close }: Props): JSX.Element {
  const say = useSay();
  const { client, people } = useLive();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const inIt = new Set(room.view.members.map(({ id }) => id));
  const others = people.filter(({ id, active }) => active && !inIt.has(id));
  return (
    <Dialog title={say('add.title', { room: room.name })} onClose={close}>
      <p className="about">{say(others.length === 0 ? 'add.everyone' : 'add.about')}</p>
      {others.length > 0 && (
        <AskForm
          go={chosen.length === 0 ? say('add.goNone') : say('add.go', { count: chosen.length })}
          cancel={close}
          ready={chosen.length > 0}
          ask={async () => {
            await client.emit(chat, room.id, 'add', { people: [...chosen] });
            close();
          }}
        >
          <PickPeople people={others} chosen={chosen} choose={setChosen} first />
        </AskForm>
      )}
    </Dialog>
  );
}

function Archive({ room, close }: Props): JSX.Element {
  const say = useSay();
  const { client } = useLive();
  return (
    <Dialog title={say('room.archiveTitle', { room: room.name })} onClose={close}>
      <AskForm
        go={say('room.archive')}
        cancel={close}
        danger
        ask={async () => {
          await client.emit(chat, room.id, 'archive', { on: true });
          close();
        }}
      >
        <p className="about">{say('room.archiveAbout')}</p>
      </AskForm>
    </Dialog>
  );
}

function Leave({ room, close }: Props): JSX.Element {
  const say = useSay();
  const { client } = useLive();
  return (
    <Dialog title={say('room.leaveTitle', { room: room.name })} onClose={close}>
      <AskForm
        go={say('room.leave')}
        cancel={close}
        danger
        ask={async () => {
          await client.emit(chat, room.id, 'leave', {});
          close();
          go({ at: 'home' }, { replace: true });
        }}
      >
        <p className="about">{say(room.view.room.type === 'public' ? 'room.leavePublic' : 'room.leavePrivate')}</p>
      </AskForm>
    </Dialog>
  );
}

/** For browsers that let nobody write to the clipboard. */
function LinkTo({ room, close }: Props): JSX.Element {
  const say = useSay();
  return (
    <Dialog title={say('room.copyThis')} onClose={close}>
      <CopyField label={say('room.copyLink')} text={location.origin + addressOf({ at: 'room', room: room.id })} />
    </Dialog>
  );
}
