import { renderUnicodeCompact } from 'uqr';
import type { Addresses } from './addresses.ts';

/** What a person reads when Atrium has started: where it is, and until the workspace is there, the link that makes it. */
export function readyLines(addresses: Addresses, setupToken: string | undefined): string {
  const own = addresses.publicUrl ?? addresses.local;
  const others = addresses.network.map((origin) => `  on this network   ${origin}`);
  const lines = [`Atrium is ready at ${own}`, ...others];
  if (setupToken !== undefined) {
    const link = (origin: string): string => `${origin}/setup#${setupToken}`;
    lines.push('', 'Open this link to name your workspace. It works once:', '', `  ${link(own)}`);
    if (addresses.reachable !== own) lines.push('', 'or from another device on this network:', '', `  ${link(addresses.reachable)}`);
    lines.push('', renderUnicodeCompact(link(addresses.reachable), { border: 2 }));
  }
  return `${lines.join('\n')}\n`;
}
