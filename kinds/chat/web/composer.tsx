import { type Ref, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { MESSAGE_CHARACTERS, type Message } from '../messages.ts';
import { commandIn } from './commanding.ts';
import { actOf } from './composer-keys.ts';
import { browserShelf, type Draft, keepDraft, noDraft, readDraft } from './drafts.ts';
import { EmojiPicker } from './emoji-picker.tsx';
import { useGround } from './ground.ts';
import { type HostPerson, useHost } from './host.ts';
import { Icon } from './icons.tsx';
import { fromMentions, mentionQuery, peopleFor, toMentions } from './mentioning.ts';
import { PeopleOffer } from './people-offer.tsx';
import { QuoteLine } from './quote-line.tsx';
import { coarse } from './touch.ts';
import { TypingThrottle } from './typing.ts';

export interface ComposerHandle {
  quote(message: Message): void;
  edit(message: Message): void;
  focus(): void;
}

export interface ComposerProps {
  readonly ref: Ref<ComposerHandle>;
  readonly room: string;
  readonly roomName: string;
  isMember(id: string): boolean;
  /** The message a draft answers. */
  quoted(ordinal: number): Message | null | undefined;
  lastOwn(): Message | undefined;
  send(text: string, quote: number | undefined): void;
  change(ordinal: number, text: string): void;
  typing(): void;
  onEditing(ordinal: number | undefined): void;
}

/** The counter appears when this few characters are left. */
const COUNTED_FROM = 500;
const DRAFT_KEPT_AFTER_MS = 300;

interface Editing {
  readonly ordinal: number;
  /** What was in the composer before; it comes back afterwards. */
  readonly before: Draft;
  /** Unchanged text is not sent. */
  readonly sent: string;
}

export function Composer({ ref, room, roomName, isMember, quoted, lastOwn, send, change, typing, onEditing }: ComposerProps) {
  const ground = useGround();
  const { me, say, nameOf } = ground;
  const { people, commands } = useHost();
  const area = useRef<HTMLTextAreaElement>(null);
  const [{ text, quote, picked }, setDraft] = useState<Draft>(() => readDraft(browserShelf(), { me: me.id, room }));
  const [editing, setEditing] = useState<Editing | undefined>(undefined);
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  /** Where the @ stands whose offer was closed. */
  const [closedAt, setClosedAt] = useState<number | undefined>(undefined);
  const [picker, setPicker] = useState<HTMLElement | undefined>(undefined);
  const caretAfter = useRef<number | undefined>(undefined);
  const throttle = useRef<TypingThrottle>(undefined);
  throttle.current ??= new TypingThrottle();
  const list = useId();

  const query = mentionQuery(text, caret);
  const offered = query && query.from !== closedAt ? peopleFor(query.query, people, isMember) : [];
  const choice = Math.min(chosen, offered.length - 1);
  const outgoing = toMentions(text, people, new Map(picked)).trim();
  const left = MESSAGE_CHARACTERS - outgoing.length;
  const sendable = outgoing !== '' && left >= 0;

  useKeptDraft({ me: me.id, room }, editing ? editing.before : { text, quote, picked });
  useGrowing(area, text);

  useLayoutEffect(() => {
    if (caretAfter.current === undefined) return;
    area.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    setCaret(caretAfter.current);
    caretAfter.current = undefined;
  }, [text]);

  const startEditing = (message: Message): void => {
    const shown = fromMentions(message.text, (id) => ground.person(id)?.name);
    setEditing({ ordinal: message.ordinal, before: editing?.before ?? { text, quote, picked }, sent: message.text });
    setDraft({ text: shown.text, quote: undefined, picked: [...shown.picked] });
    caretAfter.current = shown.text.length;
    onEditing(message.ordinal);
    area.current?.focus();
  };
  const cancel = (): void => {
    if (editing) setDraft(editing.before);
    else setDraft({ text, quote: undefined, picked });
    setEditing(undefined);
    onEditing(undefined);
    area.current?.focus();
  };

  useImperativeHandle(ref, () => ({
    quote: (message) => {
      if (editing) cancel();
      setDraft((draft) => ({ ...draft, quote: message.ordinal }));
      area.current?.focus();
    },
    edit: startEditing,
    focus: () => area.current?.focus(),
  }));

  const submit = (): void => {
    if (!sendable) return;
    if (editing) {
      if (outgoing !== editing.sent) change(editing.ordinal, outgoing);
      cancel();
      return;
    }
    const command = commandIn(outgoing, commands);
    if (command) command();
    else send(outgoing, quote);
    setDraft(noDraft);
    setClosedAt(undefined);
    throttle.current?.reset();
    area.current?.focus();
  };

  const take = (person: HostPerson): void => {
    if (!query) return;
    const name = `@${person.name} `;
    const rest = text.slice(caret).replace(/^ /, '');
    setDraft({
      text: text.slice(0, query.from) + name + rest,
      quote,
      picked: [...picked.filter(([known]) => known !== person.name.toLowerCase()), [person.name.toLowerCase(), person.id]],
    });
    caretAfter.current = query.from + name.length;
    setChosen(0);
    area.current?.focus();
  };

  const insert = (piece: string): void => {
    const at = area.current?.selectionStart ?? text.length;
    setDraft({ text: text.slice(0, at) + piece + text.slice(area.current?.selectionEnd ?? at), quote, picked });
    caretAfter.current = at + piece.length;
    area.current?.focus();
  };

  const pressed = (event: React.KeyboardEvent<HTMLTextAreaElement>): void => {
    const act = actOf(
      {
        key: event.key,
        shift: event.shiftKey,
        modified: event.ctrlKey || event.metaKey || event.altKey,
        // 229: Safari says so for the Enter that ends a composition, when `isComposing` is already false.
        composing: event.nativeEvent.isComposing || event.keyCode === 229,
      },
      {
        text,
        caret: event.currentTarget.selectionStart,
        offering: offered.length > 0,
        editing: editing !== undefined,
        quoting: quote !== undefined,
        touch: coarse(),
      },
    );
    if (act === undefined) return;
    const last = act === 'edit-last' ? lastOwn() : undefined;
    if (act === 'edit-last' && !last) return;
    event.preventDefault();
    event.stopPropagation();
    const step = (by: number): void => setChosen((choice + by + offered.length) % offered.length);
    if (act === 'send') submit();
    else if (act === 'cancel') cancel();
    else if (act === 'offer-next') step(1);
    else if (act === 'offer-previous') step(-1);
    else if (act === 'offer-close') setClosedAt(query?.from);
    else if (act === 'offer-take') {
      const person = offered[choice];
      if (person) take(person);
    } else if (last) startEditing(last);
  };

  const changed = (event: React.ChangeEvent<HTMLTextAreaElement>): void => {
    const now = event.target.value;
    setDraft({ text: now, quote, picked });
    setCaret(event.target.selectionStart);
    setChosen(0);
    if (now.trim() === '') setClosedAt(undefined);
    else if (!editing && throttle.current?.due(performance.now())) typing();
  };

  return (
    <div className="chat-compose-place">
      {offered.length > 0 && <PeopleOffer id={list} people={offered} chosen={choice} isMember={isMember} onTake={take} onPoint={setChosen} />}
      <form
        className="chat-compose"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {(editing || quote !== undefined) && (
          <div className="chat-compose-about">
            <span>{editing ? say('chat.editing') : say('chat.quoting', { name: nameOf(quoted(quote ?? 0)?.author ?? '') })}</span>
            {!editing && quote !== undefined && <QuoteLine quoted={quoted(quote)} />}
            <button type="button" title={say('chat.cancel')} aria-label={say('chat.cancel')} onClick={cancel}>
              <Icon name="close" />
            </button>
          </div>
        )}
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={text}
          placeholder={roomName === '' ? say('chat.write.plain') : say('chat.write', { room: roomName })}
          aria-label={roomName === '' ? say('chat.write.plain') : say('chat.write', { room: roomName })}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={offered.length > 0 ? list : undefined}
          aria-activedescendant={offered.length > 0 ? `${list}-${choice}` : undefined}
          enterKeyHint={coarse() ? 'enter' : 'send'}
          onChange={changed}
          onKeyDown={pressed}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        />
        <div className="chat-compose-tools">
          {/* Pressing a button here leaves the focus, and a phone's keyboard, where it is. */}
          <button
            type="button"
            title={say('chat.emoji')}
            aria-label={say('chat.emoji')}
            aria-haspopup="dialog"
            onClick={(event) => setPicker(event.currentTarget)}
          >
            <Icon name="smile" />
          </button>
          {left <= COUNTED_FROM && (
            <span className={left < 0 ? 'chat-count chat-count-over' : 'chat-count'} role="status">
              {left < 0 ? say('chat.charactersOver', { count: -left }) : say('chat.charactersLeft', { count: left })}
            </span>
          )}
          <button type="submit" className="chat-send" aria-disabled={!sendable} onPointerDown={(event) => event.preventDefault()}>
            {editing ? say('chat.save') : say('chat.send')}
          </button>
        </div>
      </form>
      {picker && (
        <EmojiPicker
          anchor={picker}
          onClose={() => setPicker(undefined)}
          onChoose={(emoji) => {
            setPicker(undefined);
            insert(emoji);
          }}
        />
      )}
    </div>
  );
}

/** Written down soon after a key, and at once when the page or the room is left. */
function useKeptDraft(whose: { readonly me: string; readonly room: string }, draft: Draft): void {
  const latest = useRef(draft);
  latest.current = draft;
  const { me, room } = whose;
  const { text, quote } = draft;
  useEffect(() => {
    const timer = setTimeout(() => keepDraft(browserShelf(), { me, room }, latest.current), DRAFT_KEPT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [me, room, text, quote]);
  useEffect(() => {
    const keep = (): void => keepDraft(browserShelf(), { me, room }, latest.current);
    window.addEventListener('pagehide', keep);
    document.addEventListener('visibilitychange', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      document.removeEventListener('visibilitychange', keep);
      keep();
    };
  }, [me, room]);
}

/** As high as its text, up to the style's limit. */
function useGrowing(area: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = '0';
    element.style.height = `${element.scrollHeight}px`;
  }, [area, text]);
}
