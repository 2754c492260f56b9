import { type JSX, type KeyboardEvent, type ReactNode, useId, useRef } from 'react';

export interface Tab<T extends string> {
  readonly name: T;
  readonly label: string;
}

/** A few pages in one place. Arrows, Home and End go from one to the next; Tab goes on into the page. */
export function Tabs<T extends string>({
  label,
  tabs,
  chosen,
  choose,
  children,
}: {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly chosen: NoInfer<T>;
  choose(name: NoInfer<T>): void;
  readonly children: ReactNode;
}): JSX.Element {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ name }) => name === chosen);
    const last = tabs.length - 1;
    const back = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const step = event.key === back ? -1 : event.key === 'ArrowLeft' || event.key === 'ArrowRight' ? 1 : 0;
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? last : step === 0 ? undefined : (at + step + tabs.length) % tabs.length;
    const tab = to === undefined ? undefined : tabs[to];
    // With Alt they go through the browser's history.
    if (tab === undefined || event.altKey) return;
    event.preventDefault();
    choose(tab.name);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to ?? 0]?.focus();
  };
  return (
    <>
      <div ref={list} className="wire-tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-selected={tab.name === chosen}
            aria-controls={`${id}-page`}
            tabIndex={tab.name === chosen ? 0 : -1}
            onClick={() => choose(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div className="wire-page" role="tabpanel" tabIndex={0} id={`${id}-page`} aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </>
  );
}
