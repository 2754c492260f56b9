import type { JSX, ReactNode } from 'react';
import { Mark } from './Mark.tsx';

/** Where there is nothing to show: what that means, and what to do. */
export function Blank({
  title,
  about,
  children,
  level = 2,
}: {
  readonly title?: string;
  readonly about?: string;
  readonly children?: ReactNode;
  readonly level?: 1 | 2;
}): JSX.Element {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="blank">
      <Mark size={32} />
      {title !== undefined && <Heading>{title}</Heading>}
      {about !== undefined && <p>{about}</p>}
      {children !== undefined && <div className="buttons">{children}</div>}
    </div>
  );
}
