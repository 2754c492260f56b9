import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from '../parts/Button.tsx';
import { useSay } from '../strings/speech.tsx';

/** The one place at the right. On a phone it lies over the room. */
export function Panel({
  title,
  tools,
  close,
  children,
}: {
  readonly title: string;
  readonly tools?: ReactNode;
  close(): void;
  readonly children: ReactNode;
}): JSX.Element {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <aside className="panel" aria-label={title} data-region tabIndex={-1}>
      <header className="head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <div className="tools">
          {tools}
          <IconButton icon="close" label={say('close')} onClick={close} />
        </div>
      </header>
      <div className="panel-body">{children}</div>
    </aside>
  );
}
