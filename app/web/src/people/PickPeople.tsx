import './pick.css';
import { Face } from '@atrium/kind-chat/web';
import type { Person } from '@atrium/kind-directory';
import { type JSX, type KeyboardEvent, useId, useRef, useState } from 'react';
import { Icon } from '../parts/Icon.tsx';
import { ranked } from '../switcher/match.ts';
import { useSpeech } from '../strings/speech.tsx';

/**
 * People to be chosen from a list that typing narrows: checkboxes, so that a screen reader and a thumb know what they are.
 * Arrow down goes from the field into the list.
 */
export function PickPeople({
  people,
  chosen,
  choose,
  label,
  hint,
  most,
  optional = false,
  first = false,
}: {
  readonly people: readonly Person[];
  readonly chosen: readonly string[];
  choose(people: readonly string[]): void;
  readonly label?: string;
  readonly hint?: string;
  readonly most?: number;
  readonly optional?: boolean;
  readonly first?: boolean;
}): JSX.Element {
  const { say, tongue } = useSpeech();
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [find, setFind] = useState('');
  const collator = new Intl.Collator(tongue.locale);
  const sorted = [...people].sort((a, b) => collator.compare(a.name, b.name));
  const found = find.trim() === '' ? sorted : ranked(sorted, find, ({ name }) => name);
  const full = most !== undefined && chosen.length >= most;

  const move = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input:enabled') ?? [])];
    const at = boxes.findIndex((box) => box === document.activeElement);
    const to = boxes[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (to === undefined) return;
    event.preventDefault();
    to.focus();
  };
  const toggle = (person: string, on: boolean): void => {
    choose(on ? [...chosen, person] : chosen.filter((other) => other !== person));
    if (on) setFind('');
  };
  return (
    <div className="field" role="group" aria-labelledby={`${id}-label`} onKeyDown={move}>
      <label id={`${id}-label`} htmlFor={id}>
        {label ?? say('pick.find')}
        {optional && <small>{say('newRoom.optional')}</small>}
        {chosen.length > 0 && <small aria-live="polite">{say('pick.chosen', { count: chosen.length })}</small>}
      </label>
      <input
        id={id}
        className="input"
        type="search"
        autoComplete="off"
        data-first={first || undefined}
        value={find}
        placeholder={say('pick.find')}
        onChange={(event) => setFind(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || find.trim() === '') return;
          // Enter takes the first one that is found; it does not send the form.
          event.preventDefault();
          const best = found.find((person) => !chosen.includes(person.id));
          if (best !== undefined && !full) toggle(best.id, true);
        }}
      />
      {hint !== undefined && <p>{hint}</p>}
      <ul ref={list} className="pick">
        {found.map((person) => {
          const on = chosen.includes(person.id);
          return (
            <li key={person.id}>
              <label>
                <input type="checkbox" checked={on} disabled={full && !on} onChange={(event) => toggle(person.id, event.target.checked)} />
                <Face id={person.id} name={person.name} size={24} />
                <span>{person.name}</span>
                {on && <Icon name="check" />}
              </label>
            </li>
          );
        })}
        {found.length === 0 && <li className="hint">{say('pick.none')}</li>}
      </ul>
    </div>
  );
}
