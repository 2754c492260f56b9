/** What stands in the first room when the first person comes in; the first of them is pinned. */
export const howTo = (workspace: string): readonly string[] => [
  `Welcome to ${workspace}. This is **general**: everyone who joins is in it. Make a room for each thing you talk about with **+** beside *Rooms*: a public room can be found by everyone, a private one is seen only by those who were added. Write to one person, or to a few, with a direct message.`,
  [
    'Messages are Markdown: `**bold**`, `*italic*`, `` `code` ``, lists, quotes, and code between lines of three backticks. **Enter** sends, **Shift+Enter** starts a new line, **↑** in an empty box edits your last message, **Ctrl+K** jumps to a room or a person. Type **@** to mention somebody.',
    'When you are offline, go on writing: what you send is kept and goes out when you are back.',
  ].join('\n\n'),
  'To bring somebody in, open **Invite people** in the sidebar and send them the link, or let them scan the code with their phone. They type a name and a password, nothing else.',
];
