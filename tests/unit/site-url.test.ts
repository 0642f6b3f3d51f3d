import { expect, test } from 'vitest';
import { isSameSite, publicSiteUrl } from '../../server/src/core/site-url';

test.each([
  ['https://crm.example.com', 'https://crm.example.com'],
  ['https://crm.example.com/', 'https://crm.example.com'],
  ['https://CRM.example.com/cms/', 'https://crm.example.com/cms'],
  ['http://10.1.2.3:1337', 'http://10.1.2.3:1337'],
  ['', null],
  ['/cms', null],
  ['ftp://crm.example.com', null],
  ['http://localhost:1337', null],
  ['http://cms.localhost:1337', null],
  ['http://127.0.0.1:1337', null],
  ['http://0.0.0.0:1337', null],
  ['http://[::1]:1337', null],
])('the public address in %j is %j', (url, expected) => {
  expect(publicSiteUrl(url)).toBe(expected);
});

test.each([
  ['https://crm.example.com', 'http://crm.example.com', true],
  ['https://crm.example.com', 'https://staging.example.com', false],
  ['https://crm.example.com', 'https://crm.example.com/copy', false],
  ['https://crm.example.com', null, false],
  [null, 'https://crm.example.com', false],
  [null, null, true],
])('%j and %j: same site is %j', (one, other, expected) => {
  expect(isSameSite(one, other)).toBe(expected);
});
