import { FEEDER, FeedError, readFeed } from '@atrium/kind-board/feed';
import { AtriumError } from '@atrium/protocol';
import { Bucket, systemClock } from '@atrium/server';
import express, { Router } from 'express';
import * as v from 'valibot';
import { Token } from '../http/body.ts';
import { badInput, deadLink, Refusal, tooFast } from '../http/refusal.ts';
import type { House } from '../house.ts';
import { neighbourhood } from '../peer.ts';

/** A thousand points with a dozen fields each. */
const BODY_LIMIT = '512kb';
/** Requests of one key: ten a second for a program that does not gather, more for a moment. */
const RATE = { perSecond: 20, burst: 60 };
/** Keys whose rate is remembered; of the others the oldest is forgotten. */
const BUCKETS = 10_000;

type Parts = Pick<House, 'boardKeys' | 'hub' | 'clock' | 'throttle' | 'visitors'>;

/** Where boards are fed: one address a key, so that `curl` and a phone need nothing else. No cookie counts here. */
export function feedRoutes({ boardKeys, hub, clock, throttle, visitors }: Parts): Router {
  const router = Router();
  const buckets = new Map<string, Bucket>();

  function take(id: string): void {
    const now = systemClock.now();
    const bucket = buckets.get(id) ?? new Bucket(RATE, now);
    buckets.delete(id);
    buckets.set(id, bucket);
    if (buckets.size > BUCKETS)
      for (const oldest of buckets.keys()) {
        buckets.delete(oldest);
        break;
      }
    const wait = bucket.take(now);
    if (wait > 0) throw tooFast(wait);
  }

  // Whatever it says it is: curl says that it is a form.
  router.post('/feed/:token', express.text({ type: () => true, limit: BODY_LIMIT }), async (request, response) => {
    const token = v.safeParse(Token, request.params.token);
    const key = token.success ? await boardKeys.open(token.output) : undefined;
    if (!key) {
      // Who guesses is slowed down; a key that is good is not.
      const wait = throttle.take(neighbourhood(visitors.peer(request).address));
      throw wait > 0 ? tooFast(wait) : deadLink();
    }
    take(key.id);
    const text = typeof request.body === 'string' ? request.body : '';
    const points = read(text, clock());
    response.set('cache-control', 'no-store');
    // OwnTracks takes a list of what it should do.
    if (points.length === 0) return void response.json([]);
    const identity = { id: `board-key:${key.id}`, name: key.label, role: FEEDER };
    const reply = await hub.command({ identity, channel: `board/${key.room}`, name: 'feed', input: { points } }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    response.json(isOwnTracks(text) ? [] : reply);
  });
  return router;
}

const isOwnTracks = (text: string): boolean => text.includes('"_type"');

function read(text: string, now: number): ReturnType<typeof readFeed> {
  try {
    return readFeed(text, now);
  } catch (error) {
    if (error instanceof FeedError) throw badInput('', error.message);
    throw error;
  }
}

/** What the board did not take, with its own words. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof AtriumError)) return error;
  const { kind, message, retryAfterMs } = error;
  if (kind === 'refused') return new Refusal(409, { kind: 'refused', message });
  if (kind === 'bad-input') return badInput('', message);
  if (kind === 'overloaded') return new Refusal(503, { kind: 'overloaded', message, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  return retryAfterMs === undefined ? error : tooFast(retryAfterMs);
}
