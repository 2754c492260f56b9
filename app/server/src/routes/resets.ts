import { CLOSE } from '@atrium/protocol';
import { Router } from 'express';
import * as v from 'valibot';
import { Id, Password, readInput, Token } from '../http/body.ts';
import { accountClosed, deadLink, notFound, tooFast } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { neighbourhood } from '../peer.ts';
import { outranks, rights } from '../rights.ts';

const Reset = v.strictObject({ token: Token, password: Password });

type Parts = Pick<House, 'access' | 'people' | 'accounts' | 'resets' | 'sessions' | 'passwords' | 'throttle' | 'visitors' | 'addresses' | 'hub'>;

export function resetsRoutes({ access, people, accounts, resets, sessions, passwords, throttle, visitors, addresses, hub }: Parts): Router {
  const router = Router();

  router.post('/api/people/:id/reset', async (request, response) => {
    const me = await access.required(request);
    const id = readInput(Id, request.params.id);
    const person = await people.find(id);
    // Whoever can reset an account can be that person: nobody above oneself.
    if (!rights(me.role, 'person.reset') || !person || !(outranks(me.role, person.role) || me.id === id) || !(await accounts.byId(id))) throw notFound();
    response.status(201).json({ link: `${addresses.linkBase(visitors.peer(request))}/reset#${await resets.create(id)}` });
  });

  router.post('/api/reset', async (request, response) => {
    const { token, password } = readInput(Reset, request.body);
    const wait = throttle.take(neighbourhood(visitors.peer(request).address));
    if (wait > 0) throw tooFast(wait);
    const id = await resets.open(token);
    if (id === undefined) throw deadLink();
    if (!(await people.find(id))?.active) throw accountClosed();
    if (!(await resets.use(token, await passwords.hash(password)))) throw deadLink();
    for (const session of await sessions.endAll(id)) hub.revoke({ session }, CLOSE.sessionEnded);
    visitors.signIn(request, response, await sessions.begin(id, visitors.describe(request)));
    response.json({});
  });
  return router;
}
