import './invite.css';
import { type JSX, useCallback, useEffect, useState } from 'react';
import { makeInvite, type NewInvite } from '../api/admin.ts';
import { explain } from '../api/explain.ts';
import { Button } from '../parts/Button.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { useSpeech } from '../strings/speech.tsx';

/** A new invite link, as a QR code for the phone beside one, and as text to be sent. */
export function InviteLink({ made }: { made?: (() => void) | undefined }): JSX.Element {
  const { say, tongue } = useSpeech();
  const [invite, setInvite] = useState<NewInvite>();
  const [wrong, setWrong] = useState<unknown>();

  const make = useCallback((): void => {
    setWrong(undefined);
    setInvite(undefined);
    makeInvite().then((fresh) => {
      setInvite(fresh);
      made?.();
    }, setWrong);
  }, [made]);
  useEffect(make, [make]);

  if (wrong !== undefined) {
    return (
      <div className="invite">
        <p className="wrong" role="alert">
          {explain(wrong, say)}
        </p>
        <Button onClick={make}>{say('tryAgain')}</Button>
      </div>
    );
  }
  const date = invite && new Intl.DateTimeFormat(tongue.locale, { day: 'numeric', month: 'long' }).format(invite.expiresAt);
  return (
    <div className="invite" aria-busy={invite === undefined}>
      <div className="invite-scan">
        <Qr svg={invite?.qr} label={say('invite.qr')} />
        <p>{say('invite.scan')}</p>
      </div>
      <CopyField label={say('invite.link')} text={invite?.link ?? ''} />
      <p className="hint">
        {invite === undefined
          ? say('invite.making')
          : say('invite.expires', { date: date ?? '', uses: say('invite.uses', { count: invite.maxUses - invite.uses }) })}
      </p>
    </div>
  );
}

/** An image and not markup: what comes in it cannot do anything. Always dark on white, or some phones do not see it. */
const Qr = ({ svg, label }: { readonly svg: string | undefined; readonly label: string }): JSX.Element => (
  // In the address itself: one of a blob must be taken back some time, and the page may be drawn again after that.
  <div className="qr">{svg !== undefined && <img src={`data:image/svg+xml,${encodeURIComponent(svg)}`} alt={label} width={148} height={148} />}</div>
);
