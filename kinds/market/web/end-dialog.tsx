import { type JSX, useEffect, useId, useRef, useState } from 'react';
import { REASON_CHARACTERS } from '../contract.ts';
import type { Trading } from './market.tsx';
import type { Outcome } from './offer.ts';
import { reasonOf } from './reason.ts';
import { useSay } from './say.ts';

export type Ending = 'settle' | 'callOff';

/** Says what came of the question, or that nothing counts: both for good, so both are asked for with a reason. */
export function EndDialog({ ending, channel, onClose }: { readonly ending: Ending; readonly channel: Trading; onClose(): void }): JSX.Element {
  const say = useSay();
  const dialog = useRef<HTMLDialogElement>(null);
  const [outcome, setOutcome] = useState<Outcome>();
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState('');
  const [title, field, group] = [useId(), useId(), useId()];
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const settles = ending === 'settle';
  const ready = reason.trim() !== '' && (!settles || outcome !== undefined);
  const end = async (): Promise<void> => {
    try {
      if (!settles) await channel.emit('callOff', { reason: reason.trim() });
      else if (outcome) await channel.emit('settle', { outcome, reason: reason.trim() });
      onClose();
    } catch (error) {
      setWrong(reasonOf(error, say));
    }
  };
  return (
    <dialog ref={dialog} className="market-dialog" aria-labelledby={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void end();
        }}
      >
        <h2 id={title}>{say(settles ? 'market.settle.title' : 'market.callOff.title')}</h2>
        <p>{say(settles ? 'market.settle.about' : 'market.callOff.about')}</p>
        {settles && (
          <fieldset>
            {(['yes', 'no'] as const).map((each) => (
              <label key={each}>
                <input type="radio" name={group} checked={outcome === each} onChange={() => setOutcome(each)} />
                {say(`market.settle.${each}`)}
              </label>
            ))}
          </fieldset>
        )}
        <label htmlFor={field}>{say(settles ? 'market.settle.reason' : 'market.callOff.reason')}</label>
        <input id={field} dir="auto" value={reason} maxLength={REASON_CHARACTERS} onChange={(event) => setReason(event.target.value)} />
        <p className="market-wrong" role="alert">
          {wrong}
        </p>
        <div className="market-buttons">
          <button type="button" onClick={onClose}>
            {say('market.keep')}
          </button>
          <button type="submit" className="market-go" aria-disabled={!ready}>
            {say(settles ? 'market.settle.go' : 'market.callOff.go')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
