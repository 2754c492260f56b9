import { type JSX, useId } from 'react';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly about?: string;
}

/** One of a few, all to be seen: native radio buttons, so arrows work and a screen reader says how many. */
export function Choices<T extends string>({
  legend,
  choices,
  chosen,
  choose,
  inline = false,
}: {
  readonly legend: string;
  readonly choices: readonly Choice<NoInfer<T>>[];
  readonly chosen: T;
  choose(value: NoInfer<T>): void;
  readonly inline?: boolean;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset className={inline ? 'choices inline' : 'choices'}>
      <legend className="legend">{legend}</legend>
      {choices.map(({ value, label, about }) => (
        <label key={value} className="choice">
          <input type="radio" name={name} checked={value === chosen} onChange={() => choose(value)} />
          <b>{label}</b>
          {about !== undefined && <span>{about}</span>}
        </label>
      ))}
    </fieldset>
  );
}
