import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { routes } from '../../server/src/http';
import { ROOT } from '../support/paths';

const API = path.join(ROOT, 'admin/src/api');

/** Every address the panel asks, with `*` for what is filled in. */
const asked = fs.readdirSync(API).flatMap((file) => {
  const source = fs.readFileSync(path.join(API, file), 'utf8');
  const addresses = source.match(/['`]\/dotmailer\/[^'`]*['`]/g) ?? [];
  return addresses.map((address) =>
    address
      .slice(1, -1)
      .replace(/\$\{queryString\([^}]*\}?[^}]*\)\}/g, '')
      .replace(/\$\{\w+\}/g, '*')
  );
});

const served = routes.admin.routes.map((route) => `/dotmailer${route.path}`.split('/'));

const isServed = (address: string): boolean =>
  served.some((route) => {
    const parts = address.split('/');
    return (
      parts.length <= route.length &&
      // What is filled in last may be more than one part of a path.
      (parts.length === route.length || parts[parts.length - 1] === '*') &&
      parts.every(
        (part, index) => part === '*' || part === route[index] || route[index]?.startsWith(':')
      )
    );
  });

test.each(asked)('the server serves %s', (address) => {
  expect(isServed(address)).toBe(true);
});

test('the panel asks something', () => {
  expect(asked.length).toBeGreaterThan(20);
});
