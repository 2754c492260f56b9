import { useEffect, useRef, useState } from 'react';
import type { ChatView } from '../messages.ts';
import { useGround } from './ground.ts';
import { plainText } from './markdown.ts';

/** Read out at most, when many come at once: the newest. */
const READ_OUT = 3;

/** Says new messages of the open room to a screen reader, when it has finished its sentence. History that is loaded is not news. */
export function Announcer({ view }: { readonly view: ChatView }) {
  const { me, nameOf, say, clock } = useGround();
  const told = useRef(view.last);
  const [news, setNews] = useState<readonly { readonly ordinal: number; readonly words: string }[]>([]);
  useEffect(() => {
    const fresh = view.messages.filter(({ ordinal, author, deleted }) => ordinal > told.current && author !== me.id && !deleted).slice(-READ_OUT);
    told.current = view.last;
    if (fresh.length === 0) return;
    const words = fresh.map(({ ordinal, author, text, at }) => ({
      ordinal,
      words: say('chat.said', { name: nameOf(author), text: plainText(text, nameOf), time: clock.time(at) }),
    }));
    setNews(words);
  }, [view, me.id, nameOf, say, clock]);
  // What was deleted is not left to be read here either.
  const gone = new Set(view.messages.flatMap(({ ordinal, deleted }) => (deleted ? [ordinal] : [])));
  const standing = news.filter(({ ordinal }) => !gone.has(ordinal));
  return (
    <div className="chat-hidden" role="status" aria-live="polite" aria-relevant="additions">
      {standing.map(({ ordinal, words }) => (
        <p key={ordinal}>{words}</p>
      ))}
    </div>
  );
}
