import { CLOSE } from '@atrium/protocol';
import { Router } from 'express';
import * as v from 'valibot';
import { nameKey } from '../accounts.ts';
import { GivenName, GivenPassword, Id, readInput } from '../http/body.ts';
import { accountClosed, notFound, Refusal, tooFast } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { neighbourhood } from '../peer.ts';

const Form = v.strictObject({ name: GivenName, password: GivenPassword });

type Parts = Pick<House, 'accounts' | 'sessions' | 'people' | 'passwords' | 'throttle' | 'access' | 'visitors' | 'hub'>;

export function sessionsRoutes({ accounts, sessions, people, passwords, throttle, access, visitors, hub }: Parts): Router {
  const router = Router();

  router.post('/api/sign-in', async (request, response) => {
    const { name, password } = readInput(Form, request.body);
    const wait = throttle.take(neighbourhood(visitors.peer(request).address), nameKey(name));
    if (wait > 0) throw tooFast(wait);
    const account = await accounts.byName(name);
    if (!(await passwords.verify(password, account?.password)) || !account) {
      throw new Refusal(401, {
        kind: 'wrong-password',
        message: 'There is no such name with this password. Look at both again, or ask an administrator for a reset link.',
      });
    }
    if (!(await people.find(account.id))?.active) throw accountClosed();
    visitors.signIn(request, response, await sessions.begin(account.id, visitors.describe(request)));
    response.json({});
  });

  router.post('/api/sign-out', async (request, response) => {
    const me = await access.required(request);
    await sessions.end(me.session, me.id);
    hub.revoke({ session: me.session }, CLOSE.sessionEnded);
    visitors.signOut(request, response);
    response.json({});
  });

  router.get('/api/sessions', async (request, response) => {
    const me = await access.required(request);
    response.json({
      sessions: (await sessions.of(me.id)).map(({ id, created, last_seen, user_agent, address }) => ({
        id,
        current: id === me.session,
        created,
        lastSeen: last_seen,
        userAgent: user_agent,
        address,
      })),
    });
  });

  router.delete('/api/sessions/:id', async (request, response) => {
    const me = await access.required(request);
    const id = readInput(Id, request.params.id);
    if (!(await sessions.end(id, me.id))) throw notFound();
    hub.revoke({ session: id }, CLOSE.sessionEnded);
    if (id === me.session) visitors.signOut(request, response);
    response.json({});
  });
  return router;
}
