import type { JSX } from 'react';
import { type Say, useSay } from '../strings/speech.tsx';
import type { Resumed } from './recorder.ts';
import type { ResumedChannel } from './resumption.ts';

/** What the newest connection brought of what was missed, channel by channel. */
export function ResumedCard({ resumed: { channels, commands, whole } }: { readonly resumed: Resumed }): JSX.Element {
  const say = useSay();
  const events = channels.reduce((sum, one) => sum + one.events, 0);
  const missing = channels.reduce((sum, one) => sum + one.missing, 0);
  const moved = channels.filter((one) => one.from !== one.to || one.outcome !== 'missed');
  const still = channels.length - moved.length;
  return (
    <section className="wire-resumed" aria-label={say('wire.resumed')}>
      <p role="status">
        <b>{say(whole ? 'wire.resumed' : 'wire.resuming')}</b> {say('wire.came', { count: events })} {say('wire.missing', { count: missing })}
        {commands.sent > 0 && ` ${say('wire.waited', { count: commands.sent, answered: commands.answered })}`}
      </p>
      <ul>
        {moved.map((one) => (
          <li key={one.channel}>
            <code dir="ltr">{one.channel}</code>
            <span>{outcomeIn(say, one)}</span>
          </li>
        ))}
        {still > 0 && (
          <li>
            <span>{say('wire.still', { count: still })}</span>
          </li>
        )}
      </ul>
    </section>
  );
}

function outcomeIn(say: Say, { from, to, outcome, events, missing }: ResumedChannel): string {
  if (outcome === 'asked' || to === undefined) return say('wire.askedFrom', { from });
  if (outcome === 'refused') return say('wire.refused');
  if (outcome === 'snapshot') return say('wire.asSnapshot', { from, to });
  return `${say('wire.fromTo', { from, to })} ${say('wire.came', { count: events })} ${say('wire.missing', { count: missing })}`;
}
