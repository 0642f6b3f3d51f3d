import { describe, expect, it } from 'vitest';
import { HostNotAllowedError } from '../../server/src/dotdigital/errors';
import { createHosts, regionOf } from '../../server/src/dotdigital/hosts';

const entryUrl = 'https://r1-api.dotdigital.com';
const vendorOnly = createHosts({ entryUrl });
const withNamed = createHosts({
  entryUrl,
  allowedHosts: ['127.0.0.1', 'localhost:4010', 'api.example.com'],
});

describe('the allow-list', () => {
  it.each([
    'https://r1-api.dotdigital.com',
    'https://r1-api.dotdigital.com/',
    'https://r1-api.dotdigital.com//',
    'https://r1-api.dotdigital.com/v2',
    'https://r1-api.dotdigital.com/v2/',
    'https://R1-API.dotdigital.com//v2',
    'https://r1-api.dotdigital.com/v2/v2',
  ])('joins %s with exactly one slash and no second /v2', (address) => {
    expect(`${vendorOnly.base(address)}/v2/account-info`).toBe(
      'https://r1-api.dotdigital.com/v2/account-info'
    );
  });

  it('knows the vendor’s older domain', () => {
    expect(vendorOnly.base('https://r3-api.dotmailer.com/')).toBe('https://r3-api.dotmailer.com');
  });

  it.each([
    'http://r1-api.dotdigital.com',
    'https://dotdigital.com.example.org',
    'https://evil-dotdigital.com',
    'https://r1-api.dotdigital.com@example.org',
    'https://user:secret@r1-api.dotdigital.com',
    'https://r1-api.dotdigital.com.',
    'ftp://r1-api.dotdigital.com',
    'http://127.0.0.1:4010',
    'https://127.0.0.1',
    'https://169.254.169.254/latest',
    'not an address',
    '',
  ])('refuses %s', (address) => {
    expect(() => vendorOnly.base(address)).toThrow(HostNotAllowedError);
  });

  it('takes named hosts, and plain http only when they are loopback', () => {
    expect(withNamed.base('http://127.0.0.1:9999/v2')).toBe('http://127.0.0.1:9999');
    expect(withNamed.base('http://localhost:4010')).toBe('http://localhost:4010');
    expect(withNamed.base('https://api.example.com')).toBe('https://api.example.com');
    expect(() => withNamed.base('http://localhost:4011')).toThrow(HostNotAllowedError);
    expect(() => withNamed.base('http://api.example.com')).toThrow(HostNotAllowedError);
    expect(() => withNamed.base('http://127.0.0.1.example.com')).toThrow(HostNotAllowedError);
  });

  it('never repeats credentials of an address in the error', () => {
    expect(() => vendorOnly.base('https://user:secret@example.org/path?token=1')).toThrow(
      'The API host example.org is not on the allow-list'
    );
  });
});

it('tells the region from the host name', () => {
  expect(regionOf('https://r2-api.dotdigital.com')).toBe('r2');
  expect(regionOf('https://R3-api.dotmailer.com')).toBe('r3');
  expect(regionOf('http://127.0.0.1:4010')).toBe('127.0.0.1:4010');
});
