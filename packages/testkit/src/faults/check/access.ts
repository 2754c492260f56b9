import type { Log, LogEvent } from './history.ts';

/** Who may see what, by the checker's own reading of the log. */
export interface Access {
  /** At an offset, that event included. */
  may(who: string, channel: string, offset: number): boolean;
  /** The first offset after `offset` at which they were put out. */
  putOutAfter(who: string, channel: string, offset: number): number | undefined;
}

interface Change {
  readonly offset: number;
  readonly inside: boolean;
}

export function readAccess({ channels }: Log): Access {
  const changes = new Map<string, Change[]>();
  for (const [channel, events] of channels) {
    for (const event of events) {
      for (const [who, inside] of changesOf(event)) {
        const key = `${channel} ${who}`;
        const list = changes.get(key) ?? [];
        if ((list.at(-1)?.inside ?? openTo(channel)) !== inside) list.push({ offset: event.offset, inside });
        changes.set(key, list);
      }
    }
  }
  const of = (who: string, channel: string): readonly Change[] => changes.get(`${channel} ${who}`) ?? [];
  return {
    may: (who, channel, offset) => of(who, channel).findLast((change) => change.offset <= offset)?.inside ?? openTo(channel),
    putOutAfter: (who, channel, offset) => of(who, channel).find((change) => change.offset > offset && !change.inside)?.offset,
  };
}

/** Everybody is let in where nobody put them out; a private room lets in its members alone. */
const openTo = (channel: string): boolean => channel.startsWith('whispers/');

function changesOf({ name, data }: LogEvent): readonly (readonly [who: string, inside: boolean])[] {
  if (data === null) return [];
  const { members, gone, id, who } = data as {
    readonly members?: readonly { readonly id: string }[];
    readonly gone?: readonly string[];
    readonly id?: string;
    readonly who?: string;
  };
  switch (name) {
    // What a table hears of its room.
    case 'followed':
      return [...(members ?? []).map((member) => [member.id, true] as const), ...(gone ?? []).map((person) => [person, false] as const)];
    case 'created':
      return (members ?? []).map((member) => [member.id, true]);
    case 'memberAdded':
      return [[id ?? '', true]];
    case 'memberRemoved':
      return [[id ?? '', false]];
    case 'pardoned':
      return [[who ?? '', true]];
    case 'banned':
      return [[who ?? '', false]];
    default:
      return [];
  }
}

export const mayRead = ({ audience }: LogEvent, who: string): boolean => audience === null || audience.includes(who);
