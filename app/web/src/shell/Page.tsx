import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from '../parts/Button.tsx';
import { go } from '../routing/router.ts';
import { useSay } from '../strings/speech.tsx';

/** A page in the court that is no room. */
export function Page({ title, tools, children }: { readonly title: string; readonly tools?: ReactNode; readonly children: ReactNode }): JSX.Element {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever came by keyboard or listens should be where the page begins.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main id="main" className="court" data-region tabIndex={-1}>
      <header className="head">
        <IconButton className="back" icon="back" mirrored size={20} label={say('back')} onClick={() => go({ at: 'home' })} />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <div className="tools">{tools}</div>
      </header>
      <div className="page">
        <div className="page-body">{children}</div>
      </div>
    </main>
  );
}
