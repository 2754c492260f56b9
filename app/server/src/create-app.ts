import { randomBytes } from 'node:crypto';
import express, { type Express, type Request } from 'express';
import type { House } from './house.ts';
import { answerErrors } from './http/answer-errors.ts';
import { notFound } from './http/refusal.ts';
import { sameOrigin } from './http/same-origin.ts';
import { securityHeaders } from './http/security-headers.ts';
import { boardKeysRoutes } from './routes/board-keys.ts';
import { feedRoutes } from './routes/feed.ts';
import { firstRunRoutes } from './routes/first-run.ts';
import { healthRoutes } from './routes/health.ts';
import { invitesRoutes } from './routes/invites.ts';
import { meRoutes } from './routes/me.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { peopleRoutes } from './routes/people.ts';
import { resetsRoutes } from './routes/resets.ts';
import { sessionsRoutes } from './routes/sessions.ts';
import { webFiles } from './web-files.ts';

/** A form, generously: uploads do not come this way. */
const BODY_LIMIT = '64kb';

/** Everything over HTTP but the handshake itself. */
export function createApp(house: House): Express {
  const { settings, hub, visitors } = house;
  const peerOf = (request: Request) => visitors.peer(request);
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use((_request, response, next) => {
    response.set('x-request-id', randomBytes(8).toString('hex'));
    next();
  });
  app.use(securityHeaders(peerOf));
  app.use(healthRoutes(house), metricsRoutes(house));

  app.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  app.use('/api', sameOrigin({ publicUrl: settings.publicUrl, peerOf }), express.json({ limit: BODY_LIMIT }));
  app.use(
    meRoutes(house),
    firstRunRoutes(house),
    sessionsRoutes(house),
    invitesRoutes(house),
    resetsRoutes(house),
    peopleRoutes(house),
    boardKeysRoutes(house),
  );
  app.use(feedRoutes(house));

  app.get('/live', (request, response) => hub.explain(visitors.asSeen(request), response));
  app.use(/^\/(?:api|live|feed)(?:\/|$)/, () => {
    throw notFound();
  });
  app.use(webFiles(house.webFolder));
  app.use(() => {
    throw notFound();
  });
  app.use(answerErrors(house.log));
  return app;
}
