import { useTableHost } from '@atrium/table/web';
import { type JSX, useId, useState } from 'react';
import { QUESTION_CHARACTERS } from '../contract.ts';
import type { Trading } from './market.tsx';
import { reasonOf } from './reason.ts';
import { useSay } from './say.ts';

/** Before a question is asked: its form for whoever may ask it, and what a market is. */
export function Ask({ channel }: { readonly channel: Trading }): JSX.Element {
  const say = useSay();
  const { runs, archived } = useTableHost();
  const [question, setQuestion] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const field = useId();
  if (archived || !runs('market.run')) return <p className="market-instead">{say(archived ? 'market.archived' : 'market.ask.waiting')}</p>;
  const ready = question.trim() !== '' && !busy;
  const ask = async (): Promise<void> => {
    setBusy(true);
    setWrong('');
    await channel.emit('open', { question: question.trim() }).catch((error: unknown) => setWrong(reasonOf(error, say)));
    setBusy(false);
  };
  return (
    <form
      className="market-ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void ask();
      }}
    >
      <h2>{say('market.ask.title')}</h2>
      <p>{say('market.ask.about')}</p>
      <label htmlFor={field}>{say('market.ask.label')}</label>
      <input
        id={field}
        dir="auto"
        value={question}
        maxLength={QUESTION_CHARACTERS}
        placeholder={say('market.ask.example')}
        onChange={(event) => setQuestion(event.target.value)}
      />
      <p className="market-wrong" role="alert">
        {wrong}
      </p>
      <button type="submit" className="market-go" aria-disabled={!ready}>
        {say('market.ask.go')}
      </button>
    </form>
  );
}
