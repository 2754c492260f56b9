import { AtriumError } from '@atrium/protocol';
import { Router } from 'express';
import * as v from 'valibot';
import type { SignedIn } from '../access.ts';
import { Id, readInput } from '../http/body.ts';
import { notFound } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { rights } from '../rights.ts';
import type { BoardKey } from '../rows.ts';

const Wanted = v.strictObject({ label: v.pipe(v.string('a label is text'), v.trim(), v.minLength(1, 'a label says where the key is used'), v.maxLength(60)) });

type Parts = Pick<House, 'access' | 'boardKeys' | 'hub' | 'addresses' | 'visitors'>;

/** Keys of a board, for whoever runs it. */
export function boardKeysRoutes({ access, boardKeys, hub, addresses, visitors }: Parts): Router {
  const router = Router();

  /** Whoever may not run the board hears the same as of one that is not there. */
  async function runs(me: SignedIn, room: string): Promise<void> {
    const role = await hub
      .query({ identity: me, channel: `board/${room}`, name: 'standing', input: {} })
      .then((reply) => (reply as { readonly role: string }).role)
      .catch((error: unknown) => {
        if (error instanceof AtriumError) throw notFound();
        throw error;
      });
    if (role !== 'owner' && !(role === 'member' && rights(me.role, 'board.run'))) throw notFound();
  }

  router.get('/api/rooms/:room/board-keys', async (request, response) => {
    const [me, room] = [await access.required(request), readInput(Id, request.params.room)];
    await runs(me, room);
    response.json({ keys: (await boardKeys.listed(room)).map(shown) });
  });

  router.post('/api/rooms/:room/board-keys', async (request, response) => {
    const [me, room] = [await access.required(request), readInput(Id, request.params.room)];
    await runs(me, room);
    const { label } = readInput(Wanted, request.body);
    const { key, token } = await boardKeys.create({ room, label, by: me.id });
    response.status(201).json({ ...shown(key), url: `${addresses.linkBase(visitors.peer(request))}/feed/${token}` });
  });

  router.delete('/api/rooms/:room/board-keys/:id', async (request, response) => {
    const [me, room, id] = [await access.required(request), readInput(Id, request.params.room), readInput(Id, request.params.id)];
    await runs(me, room);
    if (!(await boardKeys.revoke(id, room))) throw notFound();
    response.json({});
  });
  return router;
}

const shown = ({ id, label, made_by, created, used }: BoardKey) => ({ id, label, by: made_by, createdAt: created, usedAt: used === 0 ? null : used });
