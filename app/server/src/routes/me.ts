import { CLOSE } from '@atrium/protocol';
import { Router } from 'express';
import * as v from 'valibot';
import { GivenPassword, Password, readInput } from '../http/body.ts';
import { Refusal, signedOut, tooFast } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { neighbourhood } from '../peer.ts';
import { VERSION } from '../version.ts';

const NewPassword = v.strictObject({ current: GivenPassword, next: Password });

type Parts = Pick<House, 'facts' | 'firstRun' | 'access' | 'accounts' | 'sessions' | 'passwords' | 'throttle' | 'visitors' | 'hub'>;

export function meRoutes({ facts, firstRun, access, accounts, sessions, passwords, throttle, visitors, hub }: Parts): Router {
  const router = Router();

  /** The first thing a client asks: which page to show. */
  router.get('/api/me', async (request, response) => {
    if (!(await firstRun.done())) return void response.json({ state: 'first-run', version: VERSION });
    const workspace = await facts.get('workspace');
    try {
      response.json({ state: 'signed-in', workspace, me: await access.required(request), version: VERSION });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.json({ state: 'signed-out', workspace, version: VERSION });
    }
  });

  /** Whoever else is signed in under the old password is so no longer. */
  router.post('/api/password', async (request, response) => {
    const { current, next } = readInput(NewPassword, request.body);
    const me = await access.required(request);
    const wait = throttle.take(neighbourhood(visitors.peer(request).address), me.id);
    if (wait > 0) throw tooFast(wait);
    const account = await accounts.byId(me.id);
    if (!account) throw signedOut();
    if (!(await passwords.verify(current, account.password))) {
      throw new Refusal(403, { kind: 'wrong-password', field: 'current', message: 'This is not your password of now.' });
    }
    await accounts.setPassword(me.id, await passwords.hash(next));
    for (const session of await sessions.endAll(me.id, me.session)) hub.revoke({ session }, CLOSE.sessionEnded);
    response.json({});
  });
  return router;
}
