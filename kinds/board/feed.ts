import * as v from 'valibot';
import { Field, type Point, POINTS } from './contract.ts';
import { Value } from './values.ts';

export { FEEDER } from './feeder.ts';

/** What is wrong with a body, and what would be right. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
}

/** Names that say whom a point is of, and when it was measured, and are no fields. */
const THING = ['thing', 'id', 'key'] as const;
const AT = ['at', 'time', 'timestamp'] as const;
const SHAPE = 'Send {"thing": "ferry-7", "speed": 12}, a list of these, or {"ferry-7": {"speed": 12}}.';

/** A thing's key from what somebody calls it: lower case, with hyphens, as it stands in addresses. */
export function keyOf(name: string): string {
  const key = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  if (key === '') throw new FeedError(`'${name.slice(0, 40)}' is no name for a thing: it needs a letter from a to z, or a digit.`);
  return key;
}

/**
 * The points in the body of a feed: one, a list of them, one object with things by name, or a location as the OwnTracks app posts it
 * (https://owntracks.org/booklet/tech/json/). Times are ISO 8601, or seconds or milliseconds since the epoch; without one it is `now`.
 * @throws FeedError with what would be right.
 */
export function readFeed(text: string, now: number): readonly Point[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new FeedError(`That is no JSON. ${SHAPE}`);
  }
  const entries = entriesOf(body);
  if (entries.length > POINTS) throw new FeedError(`That is ${entries.length} points. Send at most ${POINTS} at once.`);
  return entries.flatMap((entry) => pointOf(entry, now));
}

type Entry = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value);

function entriesOf(body: unknown): readonly Entry[] {
  if (Array.isArray(body)) {
    if (!body.every(isObject)) throw new FeedError(`A list has objects in it. ${SHAPE}`);
    return body;
  }
  if (!isObject(body)) throw new FeedError(SHAPE);
  if ('_type' in body || THING.some((name) => typeof body[name] === 'string' || typeof body[name] === 'number')) return [body];
  const things = Object.entries(body);
  if (things.length === 0 || !things.every(([, fields]) => isObject(fields))) throw new FeedError(SHAPE);
  return things.map(([thing, fields]) => ({ ...(fields as Entry), thing }));
}

function pointOf(entry: Entry, now: number): readonly Point[] {
  if ('_type' in entry) return fromOwnTracks(entry, now);
  const said = THING.find((name) => typeof entry[name] === 'string' || typeof entry[name] === 'number');
  if (said === undefined) throw new FeedError(`A point says which thing it is of. ${SHAPE}`);
  const when = AT.find((name) => entry[name] !== undefined);
  const called = String(entry[said]);
  const thing = keyOf(called);
  const fields: Record<string, Value> = {};
  for (const [name, value] of Object.entries(entry)) {
    if (name === said || name === when) continue;
    const found = valueOf(name, value);
    if (found !== undefined) fields[fieldOf(name)] = found;
  }
  // A place may come as two numbers.
  for (const [lat, lon] of [
    ['lat', 'lon'],
    ['lat', 'lng'],
    ['latitude', 'longitude'],
  ] as const) {
    const place = v.safeParse(Value, { lat: fields[lat], lon: fields[lon] });
    if (!place.success) continue;
    delete fields[lat];
    delete fields[lon];
    fields['place'] ??= place.output;
  }
  if (called !== thing && fields['name'] === undefined) fields['name'] = called.slice(0, 100);
  return [{ thing, at: when === undefined ? now : timeOf(entry[when], when), fields }];
}

function fieldOf(name: string): string {
  if (v.safeParse(Field, name).success) return name;
  const field = name
    .replaceAll(/[^A-Za-z0-9_ ]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 32);
  if (!v.safeParse(Field, field).success) throw new FeedError(`'${name.slice(0, 40)}' is no name for a field: begin with a letter from A to Z.`);
  return field;
}

function valueOf(name: string, value: unknown): Value | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const read = v.safeParse(Value, isObject(value) && 'lng' in value ? { lat: value['lat'], lon: value['lng'] } : value);
  if (!read.success) throw new FeedError(`${name.slice(0, 40)} is no value: a number, a text of up to 500 characters, true, false, or {"lat", "lon"}.`);
  return read.output;
}

/** Seconds until the year 5000 are fewer than milliseconds since 1973. */
const SECONDS_BELOW = 100_000_000_000;

function timeOf(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return Math.round(value < SECONDS_BELOW ? value * 1000 : value);
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at) || at < 0) throw new FeedError(`${name} is no time: ISO 8601, or seconds or milliseconds since 1970.`);
  return at;
}

/** Other messages of the app (waypoints, transitions …) are taken and not looked at, so that it does not send them again and again. */
function fromOwnTracks(entry: Entry, now: number): readonly Point[] {
  if (entry['_type'] !== 'location') return [];
  const { lat, lon, tst, tid, topic, batt, vel, acc, alt } = entry;
  const place = v.safeParse(Value, { lat, lon });
  if (!place.success) throw new FeedError('A location has lat and lon, in degrees.');
  const device = typeof topic === 'string' ? topic.split('/').at(-1) : undefined;
  const name = device ?? (typeof tid === 'string' ? tid : 'phone');
  const fields: Record<string, Value> = { place: place.output, name };
  for (const [field, value] of Object.entries({ battery: batt, speed: vel, accuracy: acc, altitude: alt }))
    if (typeof value === 'number' && Number.isFinite(value)) fields[field] = value;
  return [{ thing: keyOf(name), at: tst === undefined ? now : timeOf(tst, 'tst'), fields }];
}
