import { Face } from './faces.tsx';
import { useGround } from './ground.ts';
import type { HostPerson } from './host.ts';

/** People who can be mentioned, above the composer, which keeps the focus. */
export function PeopleOffer({
  id,
  people,
  chosen,
  isMember,
  onTake,
  onPoint,
}: {
  readonly id: string;
  readonly people: readonly HostPerson[];
  readonly chosen: number;
  isMember(id: string): boolean;
  onTake(person: HostPerson): void;
  onPoint(index: number): void;
}) {
  const { me, say } = useGround();
  return (
    <ul id={id} role="listbox" aria-label={say('chat.people')} className="chat-offer">
      {people.map((person, i) => (
        <li
          key={person.id}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === chosen}
          // Before the textarea loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(person);
          }}
          onPointerMove={() => i !== chosen && onPoint(i)}
        >
          <Face id={person.id} name={person.name} size={24} mine={person.id === me.id} />
          <span>{person.name}</span>
          {!isMember(person.id) && <small>{say('chat.notMember')}</small>}
        </li>
      ))}
    </ul>
  );
}
