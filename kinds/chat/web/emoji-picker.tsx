import { emojiGroups, quickEmoji } from './emoji.ts';
import { Floating } from './floating.tsx';
import { useGround } from './ground.ts';

interface Choosing {
  onChoose(emoji: string): void;
}

export function EmojiPicker({ anchor, onChoose, onClose }: Choosing & { readonly anchor: HTMLElement; onClose(): void }) {
  const { say } = useGround();
  return (
    <Floating anchor={anchor} label={say('chat.emoji')} role="dialog" className="chat-emoji" onClose={onClose}>
      {emojiGroups.map(({ name, emoji }) => (
        <section key={name} aria-label={say(name)}>
          <h2>{say(name)}</h2>
          <div className="chat-emoji-grid">
            {emoji.map((one) => (
              <button key={one} type="button" tabIndex={-1} onClick={() => onChoose(one)}>
                {one}
              </button>
            ))}
          </div>
        </section>
      ))}
    </Floating>
  );
}

export function QuickEmoji({ onChoose }: Choosing) {
  const { say } = useGround();
  return (
    <div className="chat-emoji-quick">
      {quickEmoji.map((emoji) => (
        <button key={emoji} type="button" aria-label={say('chat.reactWith', { emoji })} onClick={() => onChoose(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}
