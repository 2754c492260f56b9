import { chat, NAME_CHARACTERS, TOPIC_CHARACTERS } from '@atrium/kind-chat';
import { type JSX, useState } from 'react';
import { newId } from '../live/ids.ts';
import { useLive } from '../live/Live.tsx';
import { AskForm } from '../parts/AskForm.tsx';
import { Choices } from '../parts/Choices.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Field } from '../parts/Field.tsx';
import { PickPeople } from '../people/PickPeople.tsx';
import { go } from '../routing/router.ts';
import { useSay } from '../strings/speech.tsx';

export function NewRoom({ close }: { close(): void }): JSX.Element {
  const say = useSay();
  const { client, people, me, workspace } = useLive();
  // One id however often it is tried: a second press brings about no second room.
  const [id] = useState(newId);
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [type, setType] = useState<'public' | 'private'>('public');
  const [members, setMembers] = useState<readonly string[]>([]);
  return (
    <Dialog title={say('newRoom.title')} onClose={close}>
      <AskForm
        go={say('newRoom.go')}
        cancel={close}
        ready={name.trim() !== ''}
        ask={async () => {
          await client.emit(chat, id, 'create', { name: name.trim(), topic: topic.trim(), type, members: [...members] });
          close();
          go({ at: 'room', room: id });
        }}
      >
        <Field
          label={say('newRoom.name')}
          hint={say('newRoom.nameHint')}
          first
          value={name}
          change={setName}
          maxLength={NAME_CHARACTERS}
          autoComplete="off"
          required
        />
        <Field label={say('newRoom.topic')} optional value={topic} change={setTopic} maxLength={TOPIC_CHARACTERS} autoComplete="off" />
        <Choices
          legend={say('newRoom.who')}
          chosen={type}
          choose={setType}
          choices={[
            { value: 'public', label: say('newRoom.public'), about: say('newRoom.publicAbout', { workspace }) },
            { value: 'private', label: say('newRoom.private'), about: say('newRoom.privateAbout') },
          ]}
        />
        <PickPeople
          label={say('newRoom.people')}
          optional
          people={people.filter(({ id: person, active }) => active && person !== me.id)}
          chosen={members}
          choose={setMembers}
        />
      </AskForm>
    </Dialog>
  );
}
