import type { Message } from '../messages.ts';
import { useGround } from './ground.ts';
import { plainText } from './markdown.ts';

/** The message that is answered, in one line. `null`: there is none to show; undefined: it is being fetched, and its place is kept. */
export function QuoteLine({ quoted, onJump }: { readonly quoted: Message | null | undefined; onJump?: () => void }) {
  const { nameOf, say } = useGround();
  if (quoted === undefined) return <span className="chat-quote">&nbsp;</span>;
  if (quoted === null || quoted.deleted) return <span className="chat-quote chat-quote-gone">{say(quoted ? 'chat.deleted' : 'chat.quoteMissing')}</span>;
  const line = (
    <>
      <b>{nameOf(quoted.author)}:</b> <bdi>{plainText(quoted.text, nameOf)}</bdi>
    </>
  );
  return onJump ? (
    <button type="button" className="chat-quote" title={say('chat.quoteJump')} onClick={onJump}>
      {line}
    </button>
  ) : (
    <span className="chat-quote">{line}</span>
  );
}
