import { expect, test } from 'vitest';
import { Passwords, TooManyPasswords } from './passwords.ts';

test('[AP32] a password is kept as argon2id with its cost, and found again', async () => {
  const passwords = new Passwords();
  const stored = await passwords.hash('quiet harbour');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await passwords.verify('quiet harbour', stored)).toBe(true);
  expect(await passwords.verify('quiet harbor', stored)).toBe(false);
  expect(await passwords.verify('quiet harbour', 'plain text')).toBe(false);
});

test('[AP32] the same password from another keyboard is the same', async () => {
  const passwords = new Passwords();
  expect(await passwords.verify('ｃａｆｅ\u0301 1234', await passwords.hash('café 1234'))).toBe(true);
});

test('[AP31] without an account as much is computed, and the answer is no', async () => {
  const passwords = new Passwords();
  expect(await passwords.verify('no password is this one', undefined)).toBe(false);
});

test('[AP32] a flood is told to come later, and the rest get their turn', async () => {
  const passwords = new Passwords();
  const cheap = '$argon2id$v=19$m=64,t=1,p=1$YXRyaXVtLXRlc3Qtc2FsdA$8X4mmjLPR/eQfz/BW4emK0rdoamYwKxRAv5RjiLc+nQ';
  const outcomes = await Promise.allSettled(Array.from({ length: 250 }, () => passwords.verify('quiet harbour', cheap)));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(250 - 2 - 200);
  expect(refused.every((outcome) => outcome.status === 'rejected' && outcome.reason instanceof TooManyPasswords)).toBe(true);
  expect(await passwords.verify('quiet harbour', cheap)).toBe(true);
});
