import type { ButtonHTMLAttributes, JSX, Ref } from 'react';
import { Icon, type IconName } from './Icon.tsx';

type Native = ButtonHTMLAttributes<HTMLButtonElement> & { readonly 'data-first'?: true; readonly ref?: Ref<HTMLButtonElement> | undefined };

/** `main` is the one thing a form is for; `plain` stands beside it; `danger` cannot be taken back easily. */
export function Button({
  look = 'plain',
  icon,
  children,
  className = '',
  type = 'button',
  ...rest
}: Native & { readonly look?: 'main' | 'plain' | 'danger' | 'quiet'; readonly icon?: IconName | undefined }): JSX.Element {
  return (
    <button {...rest} type={type} className={`button ${look} ${className}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that is only a drawing, and so has a label. */
export function IconButton({
  icon,
  label,
  size = 18,
  mirrored = false,
  className = '',
  type = 'button',
  ...rest
}: Native & { readonly icon: IconName; readonly label: string; readonly size?: number; readonly mirrored?: boolean }): JSX.Element {
  return (
    <button {...rest} type={type} className={`icon-button ${className}`} aria-label={label} title={label}>
      <Icon name={icon} size={size} mirrored={mirrored} />
    </button>
  );
}
