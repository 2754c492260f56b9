import type { JSX } from 'react';

/** Drawn on 16 × 16, as lines: they take the colour of the text beside them. */
const drawings = {
  hash: <path d="M6 2 4.5 14M11.5 2 10 14M2.5 5.5h12M1.5 10.5h12" />,
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.8" />
      <path d="M5 7V5a3 3 0 0 1 6 0v2" />
    </>
  ),
  page: <path d="M4 1.8h5l3.2 3.2v9.2H4zM6.3 8h3.6M6.3 10.8h3.6" />,
  pin: (
    <>
      <path d="M8 14s4.6-4 4.6-7.4A4.6 4.6 0 0 0 3.4 6.6C3.4 10 8 14 8 14Z" />
      <circle cx="8" cy="6.5" r="1.5" />
    </>
  ),
  line: <path d="M2 12.5 6 8l3 2.5L14 4M14 4h-3.2M14 4v3.2" />,
  pad: (
    <>
      <rect x="1.6" y="4.6" width="12.8" height="7.4" rx="3.4" />
      <path d="M5 6.8v3M3.5 8.3h3M11 8.3h.01" />
    </>
  ),
  find: (
    <>
      <circle cx="7" cy="7" r="4.4" />
      <path d="m10.4 10.4 3.4 3.4" />
    </>
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  dots: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.4" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  back: <path d="m10 3-5 5 5 5" />,
  people: (
    <>
      <circle cx="6" cy="5.4" r="2.4" />
      <path d="M1.8 13.4c.3-2.7 2-4.2 4.2-4.2s3.9 1.5 4.2 4.2M10.6 3.2a2.4 2.4 0 0 1 0 4.4M11.9 9.6c1.4.6 2.2 1.9 2.4 3.8" />
    </>
  ),
  tack: <path d="M5.6 2h4.8M6.4 2v4.2L4.2 9h7.6L9.6 6.2V2M8 9v5" />,
  pencil: <path d="m3 13 .6-2.8 7.3-7.3a1.1 1.1 0 0 1 1.6 0l.6.6a1.1 1.1 0 0 1 0 1.6l-7.3 7.3zM9.8 4l2.2 2.2" />,
  text: <path d="M3 4h10M3 8h10M3 12h6" />,
  box: <path d="M2 3h12v3H2zM3.2 6v7.2h9.6V6M6.4 8.6h3.2" />,
  leave: <path d="M6.4 2.6H3v10.8h3.4M7 8h7M11.2 5.2 14 8l-2.8 2.8" />,
  dot: <path d="M8 8h.01" strokeWidth="6" />,
  link: <path d="M6.8 9.2a2.7 2.7 0 0 0 3.8 0l2.2-2.2A2.7 2.7 0 0 0 9 3.2l-.9.9M9.2 6.8a2.7 2.7 0 0 0-3.8 0L3.2 9A2.7 2.7 0 0 0 7 12.8l.9-.9" />,
  add: (
    <>
      <circle cx="6.4" cy="5.4" r="2.5" />
      <path d="M1.8 13.6c.3-2.8 2.2-4.4 4.6-4.4 1 0 1.9.3 2.6.8M12 9.4v4.4M9.8 11.6h4.4" />
    </>
  ),
  gear: (
    <>
      <circle cx="8" cy="8" r="2" />
      <path d="M8 1.8v1.9M8 12.3v1.9M1.8 8h1.9M12.3 8h1.9M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4" />
    </>
  ),
  device: <path d="M3 2.6h10v7.6H3zM1.6 13.4h12.8" />,
  wire: <path d="M1.6 8h2.6l1.6-4.6 3 9.2L10.6 8h3.8" />,
  check: <path d="m3 8.6 3.4 3.4L13 4.6" />,
  down: <path d="m4 6 4 4 4-4" />,
  key: (
    <>
      <circle cx="5.2" cy="10.8" r="2.8" />
      <path d="m7.2 8.8 5.8-5.8M10.6 5.4l2 2" />
    </>
  ),
  speech: <path d="M2.2 3.2h11.6v7.4H7L4 13.2v-2.6H2.2z" />,
  eye: (
    <>
      <path d="M1.4 8S3.8 3.6 8 3.6 14.6 8 14.6 8 12.2 12.4 8 12.4 1.4 8 1.4 8Z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
} as const;
export type IconName = keyof typeof drawings;

/** A drawing without words: whoever shows it says beside it, or in a label, what it means. */
export function Icon({ name, size = 16, mirrored = false }: { readonly name: IconName; readonly size?: number; readonly mirrored?: boolean }): JSX.Element {
  return (
    <svg
      className={mirrored ? 'mirrored' : undefined}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {drawings[name]}
    </svg>
  );
}
