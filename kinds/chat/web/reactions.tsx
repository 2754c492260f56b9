import type { Message } from '../messages.ts';
import { useGround } from './ground.ts';

/** Names told in a tooltip before the rest is counted. */
const NAMED = 12;

export function Reactions({ message, toggle }: { readonly message: Message; readonly toggle: ((emoji: string) => void) | undefined }) {
  const { me, nameOf, say } = useGround();
  if (message.reactions.length === 0) return null;
  const whoSays = (emoji: string, who: readonly string[]): string => {
    const names = who.slice(0, NAMED).map((id) => (id === me.id ? say('chat.you') : nameOf(id)));
    const rest = who.length - names.length;
    return rest > 0 ? say('chat.reactedMore', { names: names.join(', '), count: rest, emoji }) : say('chat.reacted', { names: names.join(', '), emoji });
  };
  return (
    <div className="chat-reactions">
      {message.reactions.map(({ emoji, who }) => {
        const mine = who.includes(me.id);
        return (
          <button
            key={emoji}
            type="button"
            className={mine ? 'chat-mine' : undefined}
            aria-pressed={mine}
            aria-label={say('chat.reactionToggle', { emoji, count: who.length })}
            title={whoSays(emoji, who)}
            disabled={!toggle}
            onClick={() => toggle?.(emoji)}
          >
            <span>{emoji}</span> {who.length}
          </button>
        );
      })}
    </div>
  );
}
