import type { JSX } from 'react';

/** An atrium seen from above: a square with a smaller square in it, open to the sky. */
export function Mark({ size = 22 }: { readonly size?: number }): JSX.Element {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
      <path
        fillRule="evenodd"
        d="M5 0h12a5 5 0 0 1 5 5v12a5 5 0 0 1-5 5H5a5 5 0 0 1-5-5V5a5 5 0 0 1 5-5Zm3.5 7A1.5 1.5 0 0 0 7 8.5v5A1.5 1.5 0 0 0 8.5 15h5a1.5 1.5 0 0 0 1.5-1.5v-5A1.5 1.5 0 0 0 13.5 7Z"
        fill="currentColor"
      />
    </svg>
  );
}
