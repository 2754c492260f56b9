import { type JSX, type ReactNode, useEffect, useRef, useState } from 'react';
import { explain } from '../api/explain.ts';
import { useSay } from '../strings/speech.tsx';
import { Button } from './Button.tsx';

/**
 * A form that asks the server for something: one press at a time, what was typed stays when it is refused, and the refusal is read out.
 */
export function AskForm({
  children,
  go,
  ask,
  ready = true,
  cancel,
  danger = false,
  refusal,
}: {
  readonly children: ReactNode;
  /** What the button does, in words. */
  readonly go: string;
  ask(): Promise<void>;
  readonly ready?: boolean;
  cancel?: (() => void) | undefined;
  readonly danger?: boolean;
  /** Another sentence for an error, where the form knows better. */
  readonly refusal?: ((error: unknown) => string | undefined) | undefined;
}): JSX.Element {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const submit = async (): Promise<void> => {
    setBusy(true);
    setWrong('');
    try {
      await ask();
    } catch (error) {
      if (mounted.current) setWrong(refusal?.(error) ?? explain(error, say));
    }
    if (mounted.current) setBusy(false);
  };
  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) void submit();
      }}
    >
      {children}
      <p className="wrong" role="alert">
        {wrong}
      </p>
      <div className="buttons">
        {cancel !== undefined && (
          <Button look="quiet" onClick={cancel}>
            {say('cancel')}
          </Button>
        )}
        <Button look={danger ? 'danger' : 'main'} type="submit" aria-disabled={!ready || busy} disabled={busy}>
          {go}
        </Button>
      </div>
    </form>
  );
}
