import { Router } from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { House } from '../house.ts';
import { Refusal, notFound } from '../http/refusal.ts';
import { isLoopback } from '../peer.ts';
import { rights } from '../rights.ts';

/**
 * For Prometheus on the same machine, and for administrators: how much goes on here, even as a sum, is nobody else's business.
 */
export function metricsRoutes({ hub, access, visitors }: Pick<House, 'hub' | 'access' | 'visitors'>): Router {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauges = new Map<string, Gauge>();

  const router = Router();
  router.get('/metrics', async (request, response) => {
    const { address, forwarded } = visitors.peer(request);
    if (forwarded || !isLoopback(address)) {
      const me = await access.required(request).catch((error: unknown) => {
        throw error instanceof Refusal ? notFound() : error;
      });
      if (!rights(me.role, 'person.manage')) throw notFound();
    }
    for (const [name, value] of numbersIn(hub.stats())) {
      let gauge = gauges.get(name);
      if (!gauge) gauges.set(name, (gauge = new Gauge({ name: `atrium_hub_${name}`, help: `The hub's count of ${name}.`, registers: [registry] })));
      gauge.set(value);
    }
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

function* numbersIn(stats: object): Generator<readonly [name: string, value: number]> {
  for (const [name, value] of Object.entries(stats)) {
    if (typeof value === 'number') yield [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/\W/g, '_'), value];
  }
}
