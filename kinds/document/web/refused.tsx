import { type JSX, useState } from 'react';
import { FIELD } from '../updates.ts';
import type { LiveDocument } from '../live-document.ts';
import { markdownOf } from './markdown.ts';
import { reasonOf } from './reason.ts';
import { useSay } from './say.ts';

/** What was written and is not taken stands here still: it can be taken along before one goes on without it. */
export function Refused({ live, error, onwards }: { readonly live: LiveDocument; readonly error: unknown; onwards(): void }): JSX.Element {
  const say = useSay();
  const [text, setText] = useState<string>();
  return (
    <div className="document-refused" role="alert">
      <p>{say('document.refused', { reason: reasonOf(error, say) })}</p>
      {text !== undefined && <textarea readOnly dir="auto" rows={6} value={text} aria-label={say('document.text')} ref={(field) => field?.select()} />}
      <div>
        <button type="button" onClick={() => setText(markdownOf(live.doc.getXmlFragment(FIELD)))}>
          {say('document.refused.copy')}
        </button>
        <button type="button" onClick={onwards}>
          {say('document.refused.on')}
        </button>
      </div>
    </div>
  );
}
