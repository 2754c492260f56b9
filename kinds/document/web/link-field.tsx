import type { Editor } from '@tiptap/core';
import { type JSX, useEffect, useId, useRef, useState } from 'react';
import { isLink } from './extensions.ts';
import { useSay } from './say.ts';

/** Where what is selected leads. */
export function LinkField({ editor, onClose }: { readonly editor: Editor; onClose(): void }): JSX.Element {
  const say = useSay();
  const before = editor.getAttributes('link')['href'] as unknown;
  const [address, setAddress] = useState(typeof before === 'string' ? before : '');
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const close = (): void => {
    onClose();
    editor.commands.focus();
  };
  const set = (): void => {
    const href = /^[\w-]+(\.[\w-]+)+/.test(address.trim()) ? `https://${address.trim()}` : address.trim();
    if (!isLink(href)) return setWrong(true);
    const chain = editor.chain().focus().extendMarkRange('link');
    if (editor.state.selection.empty && before === undefined)
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
    onClose();
  };
  return (
    <form
      className="document-tools document-more document-link"
      onSubmit={(event) => {
        event.preventDefault();
        set();
      }}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <label htmlFor={id}>{say('document.link.address')}</label>
      <input ref={field} id={id} dir="ltr" inputMode="url" value={address} aria-invalid={wrong} onChange={(event) => setAddress(event.target.value)} />
      <button type="submit">{say('document.link.set')}</button>
      {typeof before === 'string' && (
        <button
          type="button"
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run();
            onClose();
          }}
        >
          {say('document.link.remove')}
        </button>
      )}
      <span role="alert" className="document-wrong">
        {wrong && say('document.link.wrong')}
      </span>
    </form>
  );
}
