import { type JSX, useId, useState } from 'react';
import type { Rule, RuleInput } from '../contract.ts';
import { BoardDialog } from './dialog.tsx';
import { reasonOf } from './reason.ts';
import { useSay } from './say.ts';
import type { Shown } from './things.ts';
import type { Tracking } from './use-things.ts';

const WHEN = ['above', 'below', 'silent'] as const;

/** When the board speaks in the conversation. */
export function RulesDialog({
  channel,
  rules,
  things,
  onClose,
}: {
  readonly channel: Tracking;
  readonly rules: readonly Rule[];
  readonly things: readonly Shown[];
  onClose(): void;
}): JSX.Element {
  const say = useSay();
  const numbers = [
    ...new Set(things.flatMap(({ fields }) => Object.entries(fields).flatMap(([field, [value]]) => (typeof value === 'number' ? [field] : [])))),
  ].sort();
  const [when, setWhen] = useState<(typeof WHEN)[number]>('above');
  const [thing, setThing] = useState('');
  const [field, setField] = useState(numbers[0] ?? '');
  const [limit, setLimit] = useState('');
  const [back, setBack] = useState('0');
  const [minutes, setMinutes] = useState('10');
  const [wrong, setWrong] = useState('');
  const id = useId();
  const rule = ruleOf({ when, thing, field, limit, back, minutes });
  const nameOf = (key: string | undefined): string => (key === undefined ? say('board.rules.each') : (things.find((each) => each.key === key)?.name ?? key));
  const sayRule = ({ rule: each }: Rule): string =>
    each.when === 'silent'
      ? say('board.rules.say.silent', { thing: nameOf(each.thing), minutes: each.minutes })
      : say(`board.rules.say.${each.when}`, { thing: nameOf(each.thing), field: each.field, limit: each.limit, back: each.back });
  const attempt = (work: Promise<unknown>): void => {
    setWrong('');
    work.catch((error: unknown) => setWrong(reasonOf(error, say)));
  };
  return (
    <BoardDialog title={say('board.rules.title')} onClose={onClose}>
      <p>{say('board.rules.about')}</p>
      {rules.length === 0 && <p className="board-faint">{say('board.rules.none')}</p>}
      <ul className="board-list">
        {rules.map((each) => (
          <li key={each.id}>
            <span dir="auto">{sayRule(each)}</span>
            <button type="button" onClick={() => attempt(channel.emit('unrule', { id: each.id }))}>
              {say('board.rules.remove')}
            </button>
          </li>
        ))}
      </ul>
      <form
        className="board-form board-rule"
        onSubmit={(event) => {
          event.preventDefault();
          if (rule) attempt(channel.emit('rule', { rule }));
        }}
      >
        <label htmlFor={`${id}-thing`}>{say('board.rules.thing')}</label>
        <select id={`${id}-thing`} value={thing} onChange={(event) => setThing(event.target.value)}>
          <option value="">{say('board.rules.each')}</option>
          {things.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-when`}>{say('board.rules.when')}</label>
        <select id={`${id}-when`} value={when} onChange={(event) => setWhen(event.target.value as typeof when)}>
          {WHEN.map((each) => (
            <option key={each} value={each}>
              {say(`board.rules.${each}`)}
            </option>
          ))}
        </select>
        {when === 'silent' ? (
          <>
            <label htmlFor={`${id}-minutes`}>{say('board.rules.minutes')}</label>
            <input id={`${id}-minutes`} inputMode="decimal" value={minutes} onChange={(event) => setMinutes(event.target.value)} />
          </>
        ) : (
          <>
            <label htmlFor={`${id}-field`}>{say('board.rules.field')}</label>
            <input id={`${id}-field`} list={`${id}-fields`} value={field} onChange={(event) => setField(event.target.value)} />
            <datalist id={`${id}-fields`}>
              {numbers.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </datalist>
            <label htmlFor={`${id}-limit`}>{say('board.rules.limit')}</label>
            <input id={`${id}-limit`} inputMode="decimal" value={limit} onChange={(event) => setLimit(event.target.value)} />
            <label htmlFor={`${id}-back`}>{say('board.rules.back')}</label>
            <input id={`${id}-back`} inputMode="decimal" value={back} onChange={(event) => setBack(event.target.value)} />
          </>
        )}
        <button type="submit" className="board-go" aria-disabled={rule === undefined}>
          {say('board.rules.add')}
        </button>
      </form>
      <p role="alert" className="board-wrong">
        {wrong}
      </p>
    </BoardDialog>
  );
}

/** A number as people type it: with a point or a comma. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')));

/** What the form says, once it is whole. */
function ruleOf(form: {
  readonly when: RuleInput['when'];
  readonly thing: string;
  readonly field: string;
  readonly limit: string;
  readonly back: string;
  readonly minutes: string;
}): RuleInput | undefined {
  const thing = form.thing === '' ? {} : { thing: form.thing };
  if (form.when === 'silent') {
    const minutes = numberOf(form.minutes);
    return minutes >= 0.05 && minutes <= 10_080 ? { when: 'silent', ...thing, minutes } : undefined;
  }
  const [limit, back] = [numberOf(form.limit), numberOf(form.back)];
  if (!/^[A-Za-z][A-Za-z0-9_ ]{0,31}$/.test(form.field) || !Number.isFinite(limit) || !(back >= 0)) return undefined;
  return { when: form.when, ...thing, field: form.field, limit, back };
}
