import { type JSX, useRef, useState } from 'react';
import { useSay } from '../strings/speech.tsx';
import { Button } from './Button.tsx';
import { copyFrom } from './clipboard.ts';

/** A link that is there to be taken elsewhere. */
export function CopyField({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  const say = useSay();
  const field = useRef<HTMLInputElement>(null);
  const [done, setDone] = useState<'copied' | 'selected'>();
  const copy = async (): Promise<void> => {
    if (field.current !== null) setDone(await copyFrom(field.current));
  };
  return (
    <div className="field">
      <div className="copying">
        <input ref={field} className="input mono" readOnly value={text} aria-label={label} dir="ltr" onFocus={(event) => event.target.select()} />
        <Button data-first icon={done === 'copied' ? 'check' : 'link'} onClick={() => void copy()}>
          {say(done === 'copied' ? 'copied' : 'copy')}
        </Button>
      </div>
      <p role="status" className={done === 'selected' ? undefined : 'spoken'}>
        {done === 'selected' ? say('selectedPressCopy') : done === 'copied' ? say('copied') : ''}
      </p>
    </div>
  );
}
