import { expect, test } from 'vitest';
import { withFrameSources } from '../../server/src/core/frame-policy';

const APP = 'https://r1-app.dotdigital.com';

test.each([
  [
    'what falls back to default-src gets a directive of its own that allows as much',
    "default-src 'self';img-src 'self' data:",
    `default-src 'self';img-src 'self' data:;frame-src 'self' ${APP}`,
  ],
  [
    'child-src comes before default-src',
    "default-src 'none'; child-src 'self' https://player.example.com;",
    `default-src 'none'; child-src 'self' https://player.example.com;frame-src 'self' https://player.example.com ${APP}`,
  ],
  [
    'the site’s own frames stay, and the rest as it is written',
    "default-src 'self'; Frame-Src 'self' https://player.example.com; upgrade-insecure-requests",
    `default-src 'self'; frame-src 'self' https://player.example.com ${APP}; upgrade-insecure-requests`,
  ],
  ['nothing but itself', "frame-src 'none'", `frame-src ${APP}`],
  ['an empty list', 'frame-src', `frame-src ${APP}`],
  ['what is allowed already is not repeated', `frame-src ${APP}`, `frame-src ${APP}`],
  [
    'the first of two directives counts',
    "frame-src 'self';frame-src 'none'",
    `frame-src 'self' ${APP};frame-src 'none'`,
  ],
  [
    'each of several policies has to allow it',
    "default-src 'self', frame-src 'none'; script-src 'self'",
    `default-src 'self';frame-src 'self' ${APP}, frame-src ${APP}; script-src 'self'`,
  ],
  ['a policy that does not restrict frames', "script-src 'self'", "script-src 'self'"],
])('%s', (_, before, after) => {
  expect(withFrameSources(before, [APP])).toBe(after);
});

test('without applications the policy is not touched', () => {
  expect(withFrameSources("default-src 'self' ;", [])).toBe("default-src 'self' ;");
});
