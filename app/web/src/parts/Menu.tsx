import { type ButtonHTMLAttributes, type JSX, type KeyboardEvent, type Ref, useId, useLayoutEffect, useRef, useState } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import { placeMenu } from './place.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  run(): void;
  readonly danger?: boolean;
}
export type MenuEntry = MenuItem | 'line' | false | undefined;

type TriggerProps = Pick<ButtonHTMLAttributes<HTMLButtonElement>, 'onClick' | 'onKeyDown' | 'aria-haspopup' | 'aria-expanded' | 'aria-controls'> & {
  readonly ref: Ref<HTMLButtonElement>;
};

const isItem = (entry: MenuEntry): entry is MenuItem => typeof entry === 'object';

/** A button's menu: arrows, Home, End and first letters move, Enter does it, Esc and Tab go back to the button. `align`: the side that stays flush, seen left to right. */
export function Menu({
  label,
  items,
  align = 'start',
  trigger,
}: {
  readonly label: string;
  readonly items: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
  trigger(props: TriggerProps): JSX.Element;
}): JSX.Element {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<'first' | 'last'>();

  useLayoutEffect(() => {
    const [menu, opener] = [list.current, button.current];
    if (open === undefined || menu === null || opener === null) return;
    menu.showPopover();
    const rtl = getComputedStyle(opener).direction === 'rtl';
    const { left, top } = placeMenu(
      opener.getBoundingClientRect(),
      menu.getBoundingClientRect(),
      { width: innerWidth, height: innerHeight },
      (align === 'start') === rtl ? 'right' : 'left',
    );
    menu.style.left = `${left}px`;
    menu.style.top = `${top}px`;
    const buttons = [...menu.querySelectorAll('button')];
    buttons.at(open === 'first' ? 0 : -1)?.focus();
  }, [open, align]);

  const shut = (): void => {
    setOpen(undefined);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((element) => element === document.activeElement);
    const to = nextItem(
      event.key,
      at,
      buttons.map((element) => element.textContent ?? ''),
    );
    if (to !== undefined) buttons[to]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      {trigger({
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': open !== undefined,
        'aria-controls': id,
        onClick: () => setOpen((was) => (was === undefined ? 'first' : undefined)),
        onKeyDown: (event) => {
          // With Alt they go from room to room.
          if (event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
          event.preventDefault();
          setOpen(event.key === 'ArrowDown' ? 'first' : 'last');
        },
      })}
      {open !== undefined && (
        <div
          ref={list}
          id={id}
          className="menu"
          role="menu"
          aria-label={label}
          popover="auto"
          tabIndex={-1}
          onKeyDown={move}
          onToggle={(event) => event.newState === 'closed' && setOpen(undefined)}
        >
          {items
            .filter((entry) => entry !== false && entry !== undefined)
            .map((entry, index) =>
              isItem(entry) ? (
                <button
                  key={entry.label}
                  type="button"
                  role="menuitem"
                  tabIndex={-1}
                  className={entry.danger === true ? 'danger' : undefined}
                  onClick={() => {
                    // First back to the button: a dialog that opens now gives focus back to where it was.
                    shut();
                    entry.run();
                  }}
                >
                  <Icon name={entry.icon} />
                  {entry.label}
                </button>
              ) : (
                <hr key={`line-${index}`} />
              ),
            )}
        </div>
      )}
    </>
  );
}

/** Which item a key leads to, or undefined where it means nothing to a menu. */
export function nextItem(key: string, at: number, labels: readonly string[]): number | undefined {
  const count = labels.length;
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return at <= 0 ? count - 1 : at - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if ([...key].length !== 1 || key === ' ') return undefined;
  const wanted = key.toLocaleLowerCase();
  for (let step = 1; step <= count; step += 1) {
    const index = (at + step) % count;
    if (labels[index]?.trim().toLocaleLowerCase().startsWith(wanted)) return index;
  }
  return undefined;
}
