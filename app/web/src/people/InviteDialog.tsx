import { type JSX, useCallback, useEffect, useState } from 'react';
import { type Invite, invites, revokeInvite } from '../api/admin.ts';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { toast } from '../parts/toasts.ts';
import { useSpeech } from '../strings/speech.tsx';
import { InviteLink } from './InviteLink.tsx';

/** A fresh link at once, and below it those that still work. */
export function InviteDialog({ close }: { close(): void }): JSX.Element {
  const { say, tongue } = useSpeech();
  const { person, me } = useLive();
  const [links, setLinks] = useState<readonly Invite[]>();
  const load = useCallback((): void => {
    invites().then(setLinks, () => setLinks(undefined));
  }, []);
  useEffect(load, [load]);

  const revoke = async (id: string): Promise<void> => {
    try {
      await revokeInvite(id);
      toast(say('invite.revoked'));
    } catch (error) {
      toast(explain(error, say));
    }
    load();
  };
  const day = new Intl.DateTimeFormat(tongue.locale, { day: 'numeric', month: 'long' });
  const minute = new Intl.DateTimeFormat(tongue.locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <Dialog title={say('invite.title')} onClose={close}>
      <p className="about">{say('invite.about')}</p>
      <InviteLink made={load} />
      {links !== undefined && links.length > 1 && (
        <section>
          <h3 className="legend">{say('invite.others')}</h3>
          <ul className="links">
            {links.map(({ id, createdAt, expiresAt, uses, by }) => (
              <li key={id}>
                <p>
                  {minute.format(createdAt)}
                  <small>
                    {[
                      say('invite.until', { date: day.format(expiresAt) }),
                      say('invite.used', { count: uses }),
                      by !== undefined && by !== me.id && say('invite.by', { name: person(by)?.name ?? say('unknownPerson') }),
                    ]
                      .filter((part) => part !== false)
                      .join(' · ')}
                  </small>
                </p>
                <Button look="quiet" onClick={() => void revoke(id)}>
                  {say('invite.revoke')}
                  <span className="spoken"> {minute.format(createdAt)}</span>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}
