import { PersonName } from '@atrium/kind-directory';
import { Router } from 'express';
import { renderSVG } from 'uqr';
import * as v from 'valibot';
import { Id, Password, readInput, Token } from '../http/body.ts';
import { deadLink, nameTaken, notFound, tooFast } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { INVITE_MOST_USES } from '../invites.ts';
import { neighbourhood } from '../peer.ts';
import { rights } from '../rights.ts';
import { newId } from '../tokens.ts';
import type { Invite } from '../rows.ts';

const Wanted = v.strictObject({ maxUses: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(INVITE_MOST_USES)), INVITE_MOST_USES) });
const Joining = v.strictObject({ token: Token, name: PersonName, password: Password });

type Parts = Pick<House, 'invites' | 'access' | 'people' | 'facts' | 'addresses' | 'visitors' | 'throttle' | 'passwords' | 'sessions' | 'clock'>;

export function invitesRoutes({ invites, access, people, facts, addresses, visitors, throttle, passwords, sessions, clock }: Parts): Router {
  const router = Router();

  router.post('/api/invites', async (request, response) => {
    const me = await access.required(request);
    if (!rights(me.role, 'person.invite')) throw notFound();
    const { maxUses } = readInput(Wanted, request.body);
    const { invite, token } = await invites.create(me.id, maxUses);
    // After the #, so that it is in no proxy's log and in no Referer.
    const link = `${addresses.linkBase(visitors.peer(request))}/join#${token}`;
    response.status(201).json({ ...shown(invite), link, qr: renderSVG(link, { border: 2 }) });
  });

  /** Administrators see all that can still be used, others their own. The links themselves are known to nobody any more. */
  router.get('/api/invites', async (request, response) => {
    const me = await access.required(request);
    if (!rights(me.role, 'person.invite')) throw notFound();
    const all = rights(me.role, 'person.manage');
    response.json({ invites: (await invites.listed()).filter((invite) => all || invite.made_by === me.id).map(shown) });
  });

  router.delete('/api/invites/:id', async (request, response) => {
    const me = await access.required(request);
    const id = readInput(Id, request.params.id);
    if (!(await invites.revoke(id, rights(me.role, 'person.manage') ? undefined : me.id))) throw notFound();
    response.json({});
  });

  router.get('/api/invites/:token', async (request, response) => {
    const token = v.safeParse(Token, request.params.token);
    const invite = token.success ? await invites.open(token.output) : undefined;
    if (!invite) throw deadLink();
    response.json({ workspace: await facts.get('workspace'), invitedBy: (await people.find(invite.made_by))?.name ?? '' });
  });

  router.post('/api/join', async (request, response) => {
    const { token, name, password } = readInput(Joining, request.body);
    const wait = throttle.take(neighbourhood(visitors.peer(request).address));
    if (wait > 0) throw tooFast(wait);
    // Before the costly part.
    if (!(await invites.open(token))) throw deadLink();
    const id = newId();
    const outcome = await invites.accept(token, { id, name, passwordHash: await passwords.hash(password), role: 'member', created: clock() });
    if (outcome === 'no-invite') throw deadLink();
    if (outcome === 'name-taken') throw nameTaken();
    await people.add({ id, name, role: 'member' });
    visitors.signIn(request, response, await sessions.begin(id, visitors.describe(request)));
    response.status(201).json({});
  });
  return router;
}

const shown = ({ id, made_by, created, expires, max_uses, uses }: Invite) => ({
  id,
  by: made_by,
  createdAt: created,
  expiresAt: expires,
  maxUses: max_uses,
  uses,
});
