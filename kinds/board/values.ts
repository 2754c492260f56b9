import * as v from 'valibot';

/** Characters of a text: a sentence or two beside a thing. */
export const TEXT_CHARACTERS = 500;
/** Degrees, as GPS gives them (WGS 84). */
export const Place = v.strictObject({
  lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
  lon: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
});
export type Place = v.InferOutput<typeof Place>;
export const Value = v.union([
  v.pipe(v.number(), v.finite()),
  v.pipe(
    v.string(),
    v.maxLength(TEXT_CHARACTERS),
    v.check((text) => text.isWellFormed() && !text.includes('\0'), 'the text holds broken characters'),
  ),
  Place,
]);
export type Value = v.InferOutput<typeof Value>;

/** What a value is, for whoever shows it. A state is a short word, such as `on` or `under way`. */
export type Sort = 'number' | 'text' | 'state' | 'time' | 'place';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const STATE_CHARACTERS = 24;

export function sortOf(value: Value): Sort {
  if (typeof value === 'number') return 'number';
  if (typeof value !== 'string') return 'place';
  if (TIME.test(value) && !Number.isNaN(Date.parse(value))) return 'time';
  return value.length <= STATE_CHARACTERS ? 'state' : 'text';
}

export const sameValue = (a: Value | undefined, b: Value | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && a.lat === b.lat && a.lon === b.lon);
