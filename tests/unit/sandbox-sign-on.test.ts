import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { signInAtVendor } from '../support/vendor-sign-on';

const CALLBACK = 'https://crm.example.com/dotmailer/oauth/callback';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const authoriseUrl = (change: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'Account',
    state: 'my state',
    client_id: decodeURIComponent(sandbox.signOn.clientId),
    ...change,
  });
  return `${sandbox.url}/OAuth2/authorise.aspx?${query}`;
};

type Tokens = {
  access_token: string;
  refresh_token?: string;
  error?: string;
  error_description?: string;
};
const tokens = async (form: Record<string, string>) => {
  const response = await fetch(`${sandbox.url}/OAuth2/Tokens.ashx`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: sandbox.signOn.clientId,
      client_secret: sandbox.signOn.clientSecret,
      redirect_uri: CALLBACK,
      ...form,
    }),
  });
  return { status: response.status, body: (await response.json()) as Tokens };
};
const code = async () => {
  const back = await signInAtVendor(authoriseUrl(), sandbox.signOn, 'allow');
  return back.searchParams.get('code') ?? '';
};
const exchange = async () =>
  (await tokens({ grant_type: 'authorization_code', code: await code() })).body;
const renew = (refresh_token = '') => tokens({ grant_type: 'refresh_token', refresh_token });
const enter = (token: string) => fetch(`${sandbox.url}/?oauthtoken=${token}`);

describe('signing in and agreeing', () => {
  it('leads back with a code and the state', async () => {
    const back = await signInAtVendor(authoriseUrl(), sandbox.signOn, 'allow');
    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(back.searchParams.get('state')).toBe('my state');
    expect(back.searchParams.get('code')).toMatch(/^[\w-]{20,}$/);
  });

  it('leads back with an error when access is refused', async () => {
    const back = await signInAtVendor(authoriseUrl(), sandbox.signOn, 'refuse');
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The user refused the access.',
      state: 'my state',
    });
  });

  it('asks again after a wrong password', async () => {
    const person = { ...sandbox.signOn, password: 'wrong' };
    await expect(signInAtVendor(authoriseUrl(), person, 'allow')).rejects.toThrow(
      'E-mail or password is wrong.'
    );
  });

  it.each([
    ['client_id', 'somebody', 'The client_id is not known.'],
    ['response_type', 'token', 'The response_type must be code.'],
    ['scope', 'All', 'The scope must be Account.'],
    ['redirect_uri', 'nowhere', 'The redirect_uri is not an address.'],
    ['redirect_uri', 'http://crm.example.com/', 'The redirect_uri must be https.'],
  ])('stops at a wrong %s', async (name, value, words) => {
    const response = await fetch(authoriseUrl({ [name]: value }));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(words);
  });

  it('sends nobody to an address that is not registered', async () => {
    const { clientId, clientSecret } = sandbox.signOn;
    sandbox.control.addClient(clientId, clientSecret, 'https://www.example.com/callback');
    const response = await fetch(authoriseUrl());
    expect(await response.text()).toContain('The redirect_uri is not registered.');
  });
});

describe('tokens', () => {
  it('show who is signed in', async () => {
    const { access_token } = await exchange();
    const page = await enter(access_token);
    expect(page.headers.get('x-frame-options')).toBeNull();
    expect(await page.text()).toContain('Sandy Sender');
  });

  it('a code is good once, for ten minutes and for its address', async () => {
    const used = await code();
    const form = { grant_type: 'authorization_code', code: used };
    expect((await tokens(form)).status).toBe(200);
    expect((await tokens(form)).body.error).toBe('invalid_grant');

    const late = { grant_type: 'authorization_code', code: await code() };
    await sandbox.control.advanceClock(10 * 60_000);
    expect((await tokens(late)).body.error).toBe('invalid_grant');

    const elsewhere = { ...form, code: await code(), redirect_uri: 'https://crm.example.com/' };
    expect((await tokens(elsewhere)).body.error).toBe('invalid_grant');
  });

  it('want the right secret, and a grant type there is', async () => {
    expect((await tokens({ client_secret: 'wrong' })).body.error).toBe('invalid_client');
    expect((await tokens({ client_id: 'wrong' })).body.error).toBe('invalid_client');
    expect((await tokens({ grant_type: 'x' })).body.error).toBe('unsupported_grant_type');
  });

  it('are over when access was withdrawn', async () => {
    const { access_token, refresh_token } = await exchange();
    expect(sandbox.control.grants()).toMatchObject([{ email: sandbox.signOn.email }]);
    sandbox.control.revokeGrants(sandbox.signOn.email);
    expect((await renew(refresh_token)).body.error).toBe('invalid_grant');
    expect((await enter(access_token)).status).toBe(401);
    expect(sandbox.control.grants()).toEqual([]);
  });

  it('are in no log', async () => {
    const { access_token, refresh_token } = await exchange();
    await renew(refresh_token);
    await enter(access_token);
    const log = JSON.stringify(sandbox.control.calls());
    expect(log).toContain('POST /OAuth2/Tokens.ashx');
    expect(log).not.toContain(access_token);
    expect(log).not.toContain(refresh_token);
  });
});

describe('switches', () => {
  it('refreshTokenRotation', async () => {
    const { refresh_token } = await exchange();
    expect((await renew(refresh_token)).body.refresh_token).toBeUndefined();
    sandbox.control.setSwitch('refreshTokenRotation', true);
    const renewed = (await renew(refresh_token)).body.refresh_token;
    expect(renewed).toMatch(/^[\w-]{20,}$/);
    expect((await renew(refresh_token)).body.error).toBe('invalid_grant');
    expect((await renew(renewed)).status).toBe(200);
  });

  it('refreshTokenSeconds and accessTokenSeconds', async () => {
    sandbox.control.setSwitch('refreshTokenSeconds', 60);
    sandbox.control.setSwitch('accessTokenSeconds', 30);
    const { access_token, refresh_token } = await exchange();
    await sandbox.control.advanceClock(30_000);
    expect((await enter(access_token)).status).toBe(401);
    expect((await renew(refresh_token)).status).toBe(200);
    await sandbox.control.advanceClock(30_000);
    expect((await renew(refresh_token)).body.error).toBe('invalid_grant');
  });

  it('accessTokenUse', async () => {
    sandbox.control.setSwitch('accessTokenUse', 'once');
    const { access_token } = await exchange();
    expect((await enter(access_token)).status).toBe(200);
    expect((await enter(access_token)).status).toBe(401);
  });

  it('tokenErrorStatus', async () => {
    sandbox.control.setSwitch('tokenErrorStatus', 200);
    const { status, body } = await renew('wrong');
    expect({ status, error: body.error }).toEqual({ status: 200, error: 'invalid_grant' });
  });

  it('framing', async () => {
    sandbox.control.setSwitch('framing', 'forbidden');
    const { headers } = await enter((await exchange()).access_token);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  });
});

it('fails on order, and is out of order during maintenance', async () => {
  sandbox.control.failNext(1, 500, 'Tokens');
  const form = { method: 'POST', body: 'grant_type=x' };
  expect((await fetch(`${sandbox.url}/OAuth2/Tokens.ashx`, form)).status).toBe(500);
  expect((await fetch(`${sandbox.url}/OAuth2/Tokens.ashx`, form)).status).toBe(400);
  sandbox.control.setSwitch('maintenance', true);
  expect((await fetch(authoriseUrl())).status).toBe(503);
});
