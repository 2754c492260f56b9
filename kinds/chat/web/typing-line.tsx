import { useEffect, useState } from 'react';
import { useGround } from './ground.ts';
import { useHost } from './host.ts';
import { TypingTracker } from './typing.ts';
import type { Conversing } from './use-timeline.ts';

/** Who is writing, or what becomes of what one writes while nothing leaves: in a line whose place is always kept. */
export function TypingLine({ channel }: { readonly channel: Conversing }) {
  const { me, nameOf, say } = useGround();
  const { connection } = useHost();
  const [writing, setWriting] = useState<readonly string[]>([]);

  useEffect(() => {
    const typing = new TypingTracker();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      const now = performance.now();
      const people = typing.now(now);
      setWriting((before) => (before.join() === people.join() ? before : people));
      if (typing.next !== undefined) timer = setTimeout(look, Math.max(0, typing.next - now));
    };
    const offs = [
      channel.onSignal('typing', (_, { who }) => {
        if (who === me.id) return;
        typing.heard(who, performance.now());
        look();
      }),
      channel.on('posted', ({ author }) => {
        typing.posted(author);
        look();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const off of offs) off();
    };
  }, [channel, me.id]);

  if (connection === 'waiting') return <p className="chat-typing">{say('chat.offlineKept')}</p>;
  const [first, second] = writing;
  return (
    <div className="chat-typing" aria-hidden="true">
      {first !== undefined &&
        (writing.length > 2
          ? say('chat.writing.several')
          : second === undefined
            ? say('chat.writing.one', { name: nameOf(first) })
            : say('chat.writing.two', { name: nameOf(first), other: nameOf(second) }))}
    </div>
  );
}
