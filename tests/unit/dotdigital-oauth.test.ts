import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDotdigital } from '../../server/src/dotdigital/client';
import { HostNotAllowedError } from '../../server/src/dotdigital/errors';
import type { Application, SignOn } from '../../server/src/dotdigital/types';
import { createSkippingClock, type SkippingClock } from '../support/skipping-clock';
import { startVendorStub, type Reply, type VendorStub } from '../support/vendor-stub';

let stub: VendorStub;
let clock: SkippingClock;
let logged: string[];

const signOn = (api: { appUrl?: string; allowedHosts?: string[] } = {}): SignOn => {
  const log = (message: string) => void logged.push(message);
  return createDotdigital({
    api: { entryUrl: stub.url, allowedHosts: ['127.0.0.1'], ...api },
    clock,
    random: () => 0.5,
    logger: { debug: log, warn: log },
  }).signOn;
};
const application = (change: Partial<Application> = {}): Application => ({
  url: stub.url,
  clientId: 'site%3d%3d',
  clientSecret: 'planted-secret',
  callbackUrl: 'https://crm.example.com/dotmailer/oauth/callback',
  ...change,
});
const refusal = (status: number, error: string, error_description?: string): Reply => ({
  status,
  body: { error, error_description },
});
const refresh = () => signOn().refresh(application(), 'planted-token');

beforeEach(async () => {
  stub = await startVendorStub();
  clock = createSkippingClock();
  logged = [];
});
afterEach(async () => {
  expect(logged).toEqual([]);
  await stub.close();
});

describe('where the application is', () => {
  it.each([
    ['https://r1-api.dotdigital.com', 'https://r1-app.dotdigital.com'],
    ['https://R2-api.dotmailer.com/', 'https://r2-app.dotdigital.com'],
    ['http://127.0.0.1:4010/v2', 'http://127.0.0.1:4010'],
  ])('beside the API at %s: %s', (endpoint, expected) => {
    expect(signOn().applicationUrl({ endpoint, domain: null })).toBe(expected);
  });

  it('where the site’s configuration says, and before that where the integration says', () => {
    const configured = signOn({ appUrl: 'https://login.dotmailer.com/' });
    const endpoint = 'https://r1-api.dotdigital.com';
    expect(configured.applicationUrl({ endpoint, domain: null })).toBe(
      'https://login.dotmailer.com'
    );
    expect(configured.applicationUrl({ endpoint, domain: 'https://shop.dotdigital.com/' })).toBe(
      'https://shop.dotdigital.com'
    );
  });

  it.each([
    'https://app.example.com',
    'http://r1-app.dotdigital.com',
    'https://r1-app.dotdigital.com.example.com',
    'http://localhost',
    'javascript:alert(1)',
    'r1-app.dotdigital.com',
  ])('never at %s', (domain) => {
    const endpoint = 'https://r1-api.dotdigital.com';
    expect(() => signOn().applicationUrl({ endpoint, domain })).toThrow(HostNotAllowedError);
  });
});

describe('the address a person is sent to', () => {
  const queryOf = (clientId: string) => {
    const address = signOn().authoriseUrl(application({ clientId }), '12.state');
    expect(address).toMatch(`${stub.url}/OAuth2/authorise.aspx?`);
    return address.slice(address.indexOf('?') + 1);
  };

  it('names callback, scope and state, and the client id as it was handed out', () => {
    expect(queryOf('site%3d%3d')).toBe(
      'redirect_uri=https%3A%2F%2Fcrm.example.com%2Fdotmailer%2Foauth%2Fcallback&response_type=code&scope=Account&state=12.state&client_id=site%3d%3d'
    );
  });

  it.each([
    ['site==', 'client_id=site%3D%3D'],
    ['a b&scope=All', 'client_id=a%20b%26scope%3DAll'],
    ['100%', 'client_id=100%25'],
  ])('encodes the client id %j that is not', (clientId, expected) => {
    expect(queryOf(clientId).endsWith(expected)).toBe(true);
  });

  it('carries the access token encoded', () => {
    expect(signOn().entryUrl(application(), 'a+b/=&c')).toBe(
      `${stub.url}/?oauthtoken=a%2Bb%2F%3D%26c`
    );
  });
});

describe('tokens', () => {
  it('are asked for with a form, and given out as they are', async () => {
    stub.reply({ body: { access_token: 'access', refresh_token: 'refresh', more: 1 } });
    await expect(signOn().exchangeCode(application(), 'a+code')).resolves.toEqual({
      accessToken: 'access',
      refreshToken: 'refresh',
    });
    expect(stub.lines()).toEqual(['POST /OAuth2/Tokens.ashx']);
    expect(stub.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(stub.received[0]?.body))).toEqual({
      client_id: 'site%3d%3d',
      client_secret: 'planted-secret',
      redirect_uri: 'https://crm.example.com/dotmailer/oauth/callback',
      grant_type: 'authorization_code',
      code: 'a+code',
    });
  });

  it('a renewal may keep its refresh token', async () => {
    stub.reply({ headers: { 'content-type': 'text/plain' }, body: '\uFEFF{"access_token":"b"}' });
    await expect(refresh()).resolves.toEqual({ accessToken: 'b', refreshToken: null });
  });

  it.each([
    ['the answer lacks it', { body: {} }],
    ['the answer is a page', { body: '<html>' }],
    ['the server fails', { status: 502, body: 'Bad gateway' }],
    ['the connection breaks', { drop: true }],
    ['the vendor says that it passes', refusal(503, 'temporarily_unavailable')],
  ] satisfies [string, Reply][])('are asked for again when %s', async (_, reply) => {
    stub.reply(reply, reply, { body: { access_token: 'third' } });
    await expect(refresh()).resolves.toMatchObject({ accessToken: 'third' });
    expect(stub.received).toHaveLength(3);
  });

  it('are given up after four tries', async () => {
    stub.reply({ body: {} });
    await expect(refresh()).rejects.toMatchObject({
      kind: 'unexpected',
      message: 'The answer of Dotdigital held no token',
    });
    expect(stub.received).toHaveLength(4);
  });

  it.each([200, 400, 401])('are refused in the vendor’s words, with status %d', async (status) => {
    stub.reply(refusal(status, 'invalid_grant', 'The token has expired.'));
    await expect(refresh()).rejects.toMatchObject({
      kind: 'rejected',
      code: 'INVALID_GRANT',
      message: 'The token has expired',
    });
    expect(stub.received).toHaveLength(1);
  });

  it('a refusal never repeats what was sent, nor addresses', async () => {
    const words = 'planted-token of ada@example.com with planted-secret is over';
    stub.reply(refusal(400, 'invalid_grant', words));
    await expect(refresh()).rejects.toThrow('… of (address) with … is over');
  });

  it('a refusal without words has its code', async () => {
    stub.reply(refusal(400, 'invalid_client'));
    await expect(refresh()).rejects.toMatchObject({ kind: 'rejected', message: 'invalid_client' });
  });

  it('too many calls are told as such', async () => {
    stub.reply({ status: 429, body: 'Slow down' });
    await expect(refresh()).rejects.toMatchObject({ kind: 'rateLimited' });
  });

  it('a redirect is not followed: the secret goes to the address that was checked, or nowhere', async () => {
    const other = await startVendorStub();
    stub.reply({ status: 307, headers: { location: `${other.url}/OAuth2/Tokens.ashx` } });
    await expect(refresh()).rejects.toMatchObject({
      kind: 'rejected',
      message: `The application is not at this address, which leads to ${new URL(other.url).host}`,
    });
    expect(other.received).toEqual([]);
    await other.close();
  });

  it('are never asked for at a host outside the allow-list', async () => {
    const foreign = application({ url: 'https://app.example.com' });
    await expect(signOn().refresh(foreign, 'planted-token')).rejects.toThrow(HostNotAllowedError);
  });

  it('an error holds no secret anywhere', async () => {
    stub.reply({ drop: true });
    const error: unknown = await refresh().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('planted');
  });
});
