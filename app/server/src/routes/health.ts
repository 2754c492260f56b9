import { sql } from '@atrium/server';
import { Router } from 'express';
import type { House } from '../house.ts';

/** A store that has not answered a trivial question by then is not ready for anything else either. */
const STORE_ANSWERS_WITHIN_MS = 2_000;

export function healthRoutes({ store, open }: Pick<House, 'store' | 'open'>): Router {
  const router = Router();

  /** The process is up: restart it when this fails. */
  router.get('/healthz', (_request, response) => void response.set('cache-control', 'no-store').json({ ok: true }));

  /** It takes people: send nobody here while this fails. */
  router.get('/readyz', async (_request, response) => {
    const ready = open.now && (await answers(store));
    response
      .status(ready ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ ok: ready });
  });
  return router;
}

async function answers(store: House['store']): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), STORE_ANSWERS_WITHIN_MS);
  const asked = store
    .transact((read) => read(sql`select 1 as one`))
    .then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
