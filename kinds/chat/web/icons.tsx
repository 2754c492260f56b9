const shapes = {
  smile: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M5.4 9.4c1.3 1.8 3.9 1.8 5.2 0" />
      <path d="M5.9 6.3v.2M10.1 6.3v.2" strokeWidth="1.9" />
    </>
  ),
  reply: <path d="M6.5 3.5 2.5 7.5l4 4M2.8 7.5h6.4c2.6 0 4.3 1.8 4.3 4.5" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.4" />,
  edit: <path d="m10.6 3.2 2.2 2.2-7.4 7.4-2.8.6.6-2.8zM9.2 4.6l2.2 2.2" />,
  trash: <path d="M3 4.5h10M6.2 4.3V2.8h3.6v1.5M4.2 4.6l.6 8.6h6.4l.6-8.6M6.7 7v4M9.3 7v4" />,
  pin: <path d="M9.8 2.2 13.8 6.2 11 7.4 9.4 11.4 4.6 6.6 8.6 5zM6.8 9.2 2.8 13.2" />,
  link: <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.9-.9" />,
  copy: (
    <>
      <rect x="5.6" y="5.6" width="7.6" height="7.6" rx="1.6" />
      <path d="M3.6 10.4h-.2A.9.9 0 0 1 2.6 9.5V3.6a1 1 0 0 1 1-1h5.9a.9.9 0 0 1 .9.8v.2" />
    </>
  ),
  unread: (
    <>
      <path d="M9.4 3.2H3.2A1.2 1.2 0 0 0 2 4.4v7.2a1.2 1.2 0 0 0 1.2 1.2h9.6a1.2 1.2 0 0 0 1.2-1.2V7M2.6 4.6 8 8.6l2-1.5" />
      <circle cx="12.6" cy="3.6" r="1.6" fill="currentColor" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  down: <path d="M8 3v10M4 9l4 4 4-4" />,
  send: <path d="M2.8 8 13.2 3 10 13 7.6 9.2z M7.6 9.2 13.2 3" />,
  warn: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.8v3.8M8 11v.2" strokeWidth="1.6" />
    </>
  ),
} as const;
export type IconName = keyof typeof shapes;

/** Lines as thick as the letters beside them. What it means is said by the button it stands in. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      className={name === 'reply' || name === 'send' ? 'chat-icon chat-icon-turns' : 'chat-icon'}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.35"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shapes[name]}
    </svg>
  );
}
