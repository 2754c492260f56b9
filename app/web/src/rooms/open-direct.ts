import { chat } from '@atrium/kind-chat';
import { directId } from '@atrium/kind-chat';
import { useCallback } from 'react';
import { explain } from '../api/explain.ts';
import { useLive } from '../live/Live.tsx';
import { toast } from '../parts/toasts.ts';
import { go } from '../routing/router.ts';
import { useSay } from '../strings/speech.tsx';

/** Opens the conversation with these people, and begins it where there is none: the same people always meet in the same room. */
export function useOpenDirect(): (people: readonly string[]) => Promise<boolean> {
  const say = useSay();
  const { client, me, feed } = useLive();
  return useCallback(
    async (people) => {
      const members = [...new Set([me.id, ...people])];
      const id = directId(members);
      try {
        if (feed?.rooms[id] === undefined)
          await client.emit(chat, id, 'create', { name: '', topic: '', type: 'direct', members: members.filter((member) => member !== me.id) });
      } catch (error) {
        toast(explain(error, say));
        return false;
      }
      go({ at: 'room', room: id });
      return true;
    },
    [client, feed, me.id, say],
  );
}
