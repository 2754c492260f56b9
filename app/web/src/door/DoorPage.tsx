import { type JSX, type ReactNode } from 'react';
import { Mark } from '../parts/Mark.tsx';

/** One thing to do, in the middle of a quiet page. */
export function DoorPage({
  title,
  about,
  children,
  wide = false,
}: {
  readonly title: string;
  readonly about?: string | undefined;
  readonly children?: ReactNode;
  readonly wide?: boolean;
}): JSX.Element {
  return (
    <main className={wide ? 'door wide' : 'door'}>
      <div className="door-card">
        <Mark size={36} />
        <h1>{title}</h1>
        {about !== undefined && <p className="door-about">{about}</p>}
        {children}
      </div>
    </main>
  );
}
