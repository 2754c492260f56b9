import { type InputHTMLAttributes, type JSX, type ReactNode, useId, useState } from 'react';
import { useSay } from '../strings/speech.tsx';
import { IconButton } from './Button.tsx';

type FieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> & {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
  readonly wrong?: string | undefined;
  readonly first?: boolean;
  change(value: string): void;
};

/** A labelled line of text, with what helps to fill it in. */
export function Field({ label, hint, optional = false, wrong, first = false, change, ...rest }: FieldProps): JSX.Element {
  const say = useSay();
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <small>{say('newRoom.optional')}</small>}
      </label>
      <input
        {...rest}
        id={id}
        className="input"
        data-first={first || undefined}
        aria-invalid={wrong !== undefined || undefined}
        aria-describedby={hint === undefined ? undefined : hintId}
        onChange={(event) => change(event.target.value)}
      />
      {hint !== undefined && <p id={hintId}>{hint}</p>}
    </div>
  );
}

/** The least the server takes. */
export const PASSWORD_CHARACTERS = 8;

export function PasswordField({ label, hint, first = false, change, ...rest }: Omit<FieldProps, 'type' | 'optional' | 'wrong'>): JSX.Element {
  const say = useSay();
  const id = useId();
  const hintId = `${id}-hint`;
  const [seen, setSeen] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="with-button">
        <input
          {...rest}
          id={id}
          className="input"
          type={seen ? 'text' : 'password'}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          data-first={first || undefined}
          aria-describedby={hint === undefined ? undefined : hintId}
          onChange={(event) => change(event.target.value)}
        />
        <IconButton icon="eye" label={say(seen ? 'password.hide' : 'password.show')} aria-pressed={seen} onClick={() => setSeen(!seen)} />
      </div>
      {hint !== undefined && <p id={hintId}>{hint}</p>}
    </div>
  );
}
