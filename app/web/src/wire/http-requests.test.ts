import { expect, test } from 'vitest';
import { countRequests, statusOf } from './http-requests.ts';

const all = [
  { name: 'http://hub.test/api/me', startTime: 10, initiatorType: 'fetch', responseStatus: 200 },
  { name: 'http://hub.test/assets/index.js', startTime: 20, initiatorType: 'script', responseStatus: 200 },
  { name: 'http://hub.test/live', startTime: 90, initiatorType: 'fetch', responseStatus: 401 },
  { name: 'http://hub.test/assets/WirePanel.js', startTime: 100, initiatorType: 'script', responseStatus: 200 },
  { name: 'http://hub.test/assets/WirePanel.css', startTime: 100, initiatorType: 'link', responseStatus: 200 },
  { name: 'http://hub.test/api/sessions', startTime: 120, initiatorType: 'xmlhttprequest', responseStatus: 200 },
  { name: 'http://hub.test/gone', startTime: 130, initiatorType: 'beacon' },
];

test('[WP9] questions since the connection opened, and files of the page apart', () => {
  expect(countRequests(all, 100)).toEqual({ requests: 2, files: 2 });
  expect(countRequests(all, 131)).toEqual({ requests: 0, files: 0 });
  expect(countRequests(all, 0)).toEqual({ requests: 4, files: 3 });
});

test('[WP6] the status of the question that followed a failed handshake', () => {
  expect(statusOf(all, 'http://hub.test/live')).toBe(401);
  expect(statusOf([...all, { name: 'http://hub.test/live', startTime: 200, initiatorType: 'fetch', responseStatus: 0 }], 'http://hub.test/live')).toBe(401);
  expect(statusOf(all, 'http://hub.test/gone')).toBeUndefined();
});
