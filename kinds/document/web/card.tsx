import './card.css';
import { useChannel } from '@atrium/client/react';
import { type JSX, useMemo } from 'react';
import { document } from '../contract.ts';
import { useSay } from './say.ts';
import { wordsOf } from './words.ts';

/** A document in a message that links it: how it begins, as it is at this moment. */
export function DocumentCard({ room }: { readonly room: string }): JSX.Element {
  const say = useSay();
  const { view, state } = useChannel(document, room);
  const whole = view?.whole;
  const tail = view?.tail;
  const words = useMemo(() => whole && tail && wordsOf({ whole, tail }), [whole, tail]);
  return (
    <span className="document-card" aria-busy={view === undefined && state !== 'refused'}>
      <b dir="auto">{state === 'refused' ? say('document.notFound') : words && (words.title || say('document.empty'))}</b>
      {words && words.rest !== '' && <small dir="auto">{words.rest}</small>}
    </span>
  );
}
