import * as v from 'valibot';
import { badInput } from './refusal.ts';

/**
 * What came in, parsed: a string where a string is meant, and nothing else in it.
 * @throws Refusal 400 `bad-input` with the field.
 */
export function readInput<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? '';
  throw badInput(field, field === '' ? 'Send a JSON object with the fields of this form.' : `${field}: ${issue.message}`);
}

/** Characters: below 8 a guess is cheap; above 256 it is no password but an attempt to keep the server busy. */
export const Password = v.pipe(
  v.string('a password is text'),
  v.minLength(8, 'a password has at least 8 characters'),
  v.maxLength(256, 'a password has at most 256 characters'),
  v.check((text) => text.isWellFormed(), 'the password holds broken characters'),
);
/** A password that was chosen some time ago, under whatever rule there was. */
export const GivenPassword = v.pipe(v.string('a password is text'), v.maxLength(256));
export const GivenName = v.pipe(v.string('a name is text'), v.maxLength(256));
export const Token = v.pipe(v.string('a token is text'), v.regex(/^[A-Za-z0-9_-]{43}$/, 'the link is not whole'));
export const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
