/** What somebody who means harm does to a hub, as test/hostile has it; the last is no attack, and shows what the attacker's own CPU does to those who measure. */
export const ATTACKS = [
  'slow handshakes',
  'handshakes',
  'fragments',
  'joins',
  'watches',
  'unknown queries',
  'signals',
  'presence',
  'people',
  'pings unread',
  'queries unread',
  'garbage',
  'none, busy',
] as const;
export type AttackName = (typeof ATTACKS)[number];
