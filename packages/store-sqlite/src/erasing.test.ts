import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Erasing } from './erasing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function erasing() {
  const seen = { tried: 0, notices: [] as string[], free: false };
  const subject = new Erasing(
    () => {
      seen.tried += 1;
      return seen.free;
    },
    (what) => seen.notices.push(what),
  );
  return { seen, subject };
}

test('[ST47] deletions that come together are erased together, once', () => {
  const { seen, subject } = erasing();
  seen.free = true;
  for (let n = 0; n < 100; n += 1) subject.soon();
  vi.advanceTimersByTime(60_000);
  expect(seen).toMatchObject({ tried: 1, notices: [] });
  subject.soon();
  vi.advanceTimersByTime(500);
  expect(seen.tried).toBe(2);
});

test('[ST47] while a reader holds the log back it is tried at least twice a second, and within a second reads are asked to pause', () => {
  const { seen, subject } = erasing();
  subject.soon();
  vi.advanceTimersByTime(1_000);
  expect(seen.tried).toBeGreaterThanOrEqual(3);
  expect(seen.notices[0]).toBe('held-back');
  expect(subject.now()).toBe(false);
  seen.free = true;
  expect(subject.now()).toBe(true);
  const { tried } = seen;
  vi.advanceTimersByTime(60_000);
  expect(seen.tried).toBe(tried);
});

test('[ST48] after 5 s it is said, once, that another program holds it back', () => {
  const { seen, subject } = erasing();
  subject.soon();
  vi.advanceTimersByTime(4_000);
  expect(seen.notices).not.toContain('held-back-long');
  vi.advanceTimersByTime(26_000);
  expect(seen.notices.filter((what) => what === 'held-back-long')).toHaveLength(1);
  subject.stop();
});
