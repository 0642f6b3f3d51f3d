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
    'https://r1-api.dotdigital.com@evil.example',
    'https://r1-api.dotdigital.com:pass@evil.example/v2',
    'https://evil.example/https://r1-api.dotdigital.com',
    'https://evil.example#.dotdigital.com',
    'https://evil.example?x=.dotdigital.com',
    'https://evil.example\\.dotdigital.com',
    'https://r1-api.dotdigital.com..',
    'https://dotdigital.com',
    'https://.dotdigital.com.evil.example',
    'https://r1-api.dotdigital.com:8443.evil.example',
    'https://r1-api.dotdigitаl.com', // a Cyrillic а
    'https://xn--r1-api-dotdigital-com.example',
    'https://r1-api。dotdigital。com.evil.example',
    'https://r1-api.dotdigital.com%2eevil.example',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:a9fe:a9fe]/latest/meta-data',
    'https://0x7f000001',
    'https://2130706433',
    'https://0',
    'https://localhost',
    'HTTP://R1-API.DOTDIGITAL.COM',
    'file:///etc/passwd',
    'gopher://r1-api.dotdigital.com',
    'javascript:alert(1)',
    '//r1-api.dotdigital.com',
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

  it('takes loopback by IPv6 when it is named, by no other spelling of it', () => {
    const loopback = createHosts({ entryUrl, allowedHosts: ['[::1]:4010'] });
    expect(loopback.base('http://[::1]:4010/v2')).toBe('http://[::1]:4010');
    expect(loopback.base('http://[0:0:0:0:0:0:0:1]:4010')).toBe('http://[::1]:4010');
    expect(() => loopback.base('http://[::1]:4011')).toThrow(HostNotAllowedError);
    expect(() => loopback.base('http://127.0.0.1:4010')).toThrow(HostNotAllowedError);
    expect(() => loopback.base('http://[::2]:4010')).toThrow(HostNotAllowedError);
  });

  it('never sends to another port or host of the vendor than the address says', () => {
    expect(vendorOnly.base('HTTPS://R1-API.DOTDIGITAL.COM')).toBe('https://r1-api.dotdigital.com');
    expect(vendorOnly.base('https://r1-api.dotdigital.com:443/v2')).toBe(
      'https://r1-api.dotdigital.com'
    );
    expect(vendorOnly.base('https://r1-api.dotdigital.com/v2/../../elsewhere')).toBe(
      'https://r1-api.dotdigital.com/elsewhere'
    );
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
