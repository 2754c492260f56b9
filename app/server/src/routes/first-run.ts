import { PersonName, WorkspaceName } from '@atrium/kind-directory';
import { Router } from 'express';
import * as v from 'valibot';
import { Password, readInput, Token } from '../http/body.ts';
import { deadLink, tooFast } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { neighbourhood } from '../peer.ts';

const Form = v.strictObject({ token: Token, workspace: WorkspaceName, name: PersonName, password: Password });

export function firstRunRoutes({ firstRun, passwords, throttle, visitors }: Pick<House, 'firstRun' | 'passwords' | 'throttle' | 'visitors'>): Router {
  const router = Router();
  router.post('/api/first-run', async (request, response) => {
    const { token, workspace, name, password } = readInput(Form, request.body);
    const wait = throttle.take(neighbourhood(visitors.peer(request).address));
    if (wait > 0) throw tooFast(wait);
    if (!(await firstRun.opens(token))) throw deadLink();
    const session = await firstRun.run(token, { workspace, name, passwordHash: await passwords.hash(password) }, visitors.describe(request));
    if (session === undefined) throw deadLink();
    visitors.signIn(request, response, session);
    response.status(201).json({});
  });
  return router;
}
