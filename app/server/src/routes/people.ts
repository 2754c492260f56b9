import { CLOSE } from '@atrium/protocol';
import { Router } from 'express';
import * as v from 'valibot';
import { Id, readInput } from '../http/body.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { outranks, rights } from '../rights.ts';

/** A bot stays a bot, and nobody becomes one. */
const GivenRole = v.picklist(['owner', 'admin', 'member', 'guest']);
const Change = v.strictObject({ role: v.optional(GivenRole), active: v.optional(v.boolean()) });

type Parts = Pick<House, 'access' | 'people' | 'sessions' | 'hub'>;

export function peopleRoutes({ access, people, sessions, hub }: Parts): Router {
  const router = Router();

  router.patch('/api/people/:id', async (request, response) => {
    const me = await access.required(request);
    const id = readInput(Id, request.params.id);
    const { role, active } = readInput(Change, request.body);
    const person = await people.find(id);
    if (!rights(me.role, 'person.manage') || !person) throw notFound();
    // Nobody changes themselves: so the last owner cannot go, and nobody locks themselves out by a slip.
    if (id === me.id) throw new Refusal(409, { kind: 'refused', message: 'Nobody changes their own role or closes their own account. Ask another owner.' });
    if (!outranks(me.role, person.role) || (role !== undefined && role !== person.role && !outranks(me.role, role))) throw notFound();

    if (role !== undefined && role !== person.role) {
      await people.changeRole(id, role);
      // They come back at once, as who they are now.
      hub.revoke({ identity: id }, CLOSE.restart);
    }
    if (active !== undefined && active !== person.active) {
      await people.deactivate(id, !active);
      if (!active) {
        await sessions.endAll(id);
        hub.revoke({ identity: id }, CLOSE.accountClosed);
      }
    }
    response.json({});
  });
  return router;
}
