import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Integration, Overview, UpdateIntegration } from '../../contracts/integrations';
import type { StudioIntegration } from '../../contracts/studio';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { appOf } from '../../server/src/app';
import { applyRetention } from '../../server/src/sync/retention';
import { personWith } from '../support/people';
import { startSite, type Answer, type Site, type SiteOptions } from '../support/site';
import { signInAtVendor } from '../support/vendor-sign-on';
import { witnessOf, type Witness } from '../support/witness';

type Refused = {
  error: { message: string; details: { code: string; errors: { path: string[] }[] } };
};
type Returned = Record<string, string>;

const CLIENT_SECRET = 'planted-client-secret';
const CALLBACK = 'https://crm.example.com/dotmailer/oauth/callback';
const PAGE = 'https://crm.example.com/admin/plugins/dotmailer/studio';

let vendor: Sandbox;
let site: Site;
let witness: Witness;
let integration: Integration;
/** Somebody who may use Email Studio and nothing else; a new one for each test. */
let ada: string;

const boot = async (options: SiteOptions = {}) => {
  site = await startSite({
    ...options,
    env: {
      PUBLIC_URL: 'https://crm.example.com',
      ENCRYPTION_KEY: 'a key',
      DOTMAILER_WORKER: 'off',
      DOTMAILER_API_ENTRY_URL: vendor.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
      ...options.env,
    },
  });
  witness = witnessOf(site);
};
const reboot = async (env: Record<string, string>) => {
  await site.stop();
  await boot({ reuse: site.database, env });
};
const studioUser = () => personWith(site, ['plugin::dotmailer.studio.use']);
const table = (name: string) => site.strapi.db.getConnection(`dotmailer_${name}`);

beforeAll(async () => {
  vendor = await startSandbox();
  await boot();
});
beforeEach(async () => {
  vendor.control.reset();
  for (const name of ['integrations', 'jobs', 'studio_grants', 'studio_states'])
    await table(name).delete();
  vendor.control.addClient(vendor.signOn.clientId, CLIENT_SECRET);
  const answer = await witness.request<{ data: Integration }>('POST', '/dotmailer/integrations', {
    name: 'Main',
    ...vendor.credentials,
    active: true,
    clientId: vendor.signOn.clientId,
    clientSecret: CLIENT_SECRET,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  integration = answer.body.data;
  ada = await studioUser();
});
afterAll(async () => {
  await site?.close();
  await vendor.close();
});

const save = (change: Partial<UpdateIntegration>) =>
  witness.request<{ data: Integration } & Refused>(
    'PUT',
    `/dotmailer/integrations/${integration.id}`,
    { name: 'Main', username: vendor.credentials.username, active: true, ...change }
  );
const find = async (token = ada) =>
  (
    await witness.request<{ data: StudioIntegration[] }>(
      'GET',
      '/dotmailer/studio',
      undefined,
      token
    )
  ).body.data;
const stateOf = async (token = ada) => (await find(token))[0]?.state;
const act = <T = unknown>(name: string, token = ada, body?: unknown, id = integration.id) =>
  witness.request<{ data: T } & Refused>('POST', `/dotmailer/studio/${id}/${name}`, body, token);

/** Where the browser is sent after Connect. */
const connect = async (token = ada, id = integration.id) => {
  const answer = await act<{ url: string }>('connect', token, {}, id);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.data.url;
};
/** Follows the vendor's answer through the callback; what the panel's page then has. */
const comeBack = async (back: URL): Promise<Returned> => {
  const response = await fetch(`${site.url}${back.pathname}${back.search}`, {
    redirect: 'manual',
  });
  expect(response.status).toBe(302);
  const [page, fragment] = (response.headers.get('location') ?? '').split('#');
  expect(page).toBe(PAGE);
  return Object.fromEntries(new URLSearchParams(fragment));
};
const signOn = async (token = ada, answer: 'allow' | 'refuse' = 'allow', id = integration.id) =>
  comeBack(await signInAtVendor(await connect(token, id), vendor.signOn, answer));
const finish = (returned: Returned, token = ada, id = integration.id) =>
  act('finish', token, returned, id);
const connected = async (token = ada) => {
  const answer = await finish(await signOn(token), token);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};
const open = (token = ada) => act<{ url: string }>('open', token);
/** The page in the frame. */
const enter = async (answer: Answer<{ data: { url: string } } & Refused>) => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return (await fetch(answer.body.data.url)).text();
};
const expectRefusal = (answer: Answer<Refused>, code: string, words: string) => {
  expect(answer.status).toBe(400);
  expect(answer.body.error.details.code).toBe(code);
  expect(answer.body.error.message).toContain(words);
};
const tokenCalls = () => vendor.control.calls().byEndpoint['POST /OAuth2/Tokens.ashx'] ?? 0;

describe('the whole way', () => {
  test('connect, sign in, agree, come back, enter, and again at the next visit', async () => {
    expect(await find()).toEqual([
      { id: integration.id, name: 'Main', state: 'not-connected', connectedAt: null },
    ]);
    const url = new URL(await connect());
    expect(url.origin + url.pathname).toBe(`${vendor.url}/OAuth2/authorise.aspx`);
    expect(url.searchParams.get('redirect_uri')).toBe(CALLBACK);

    await connected();
    expect(await stateOf()).toBe('connected');
    expect(Date.parse((await find())[0]?.connectedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);

    const first = await open();
    expect(await enter(first)).toContain('Sandy Sender');
    const second = await open();
    expect(await enter(second)).toContain('Sandy Sender');
    expect(second.body.data.url).not.toBe(first.body.data.url);
  });

  test('a connection is one person’s own, and survives a restart', async () => {
    await connected();
    const eve = await studioUser();
    expect(await stateOf(eve)).toBe('not-connected');
    expectRefusal(await open(eve), 'STUDIO_NOT_CONNECTED', 'Connect again');
    await reboot({});
    expect(await stateOf()).toBe('connected');
    expect(await enter(await open())).toContain('Sandy Sender');
  });

  test('ends with Disconnect, for this person alone', async () => {
    const eve = await studioUser();
    await connected();
    await connected(eve);
    const answer = await witness.request(
      'DELETE',
      `/dotmailer/studio/${integration.id}`,
      undefined,
      ada
    );
    expect(answer.status).toBe(200);
    expect(await stateOf()).toBe('not-connected');
    expectRefusal(await open(), 'STUDIO_NOT_CONNECTED', 'not connected');
    expect(await enter(await open(eve))).toContain('Sandy Sender');
  });

  test('a person who connects again has one connection, the newer one', async () => {
    await connected();
    vendor.control.addPerson('other@sandbox.example', 'other', 'Olive Other');
    const person = { email: 'other@sandbox.example', password: 'other' };
    const back = await signInAtVendor(await connect(), person, 'allow');
    expect((await finish(await comeBack(back))).status).toBe(200);
    expect(await table('studio_grants').select()).toHaveLength(1);
    expect(await enter(await open())).toContain('Olive Other');
  });

  test('goes to another address where the integration names one', async () => {
    const { port } = new URL(vendor.regions.r2);
    expect((await save({ appDomain: `http://127.0.0.1:${port}/` })).body.data.appDomain).toBe(
      vendor.regions.r2
    );
    expect(await connect()).toMatch(`${vendor.regions.r2}/OAuth2/authorise.aspx?`);
  });
});

describe('a state', () => {
  const refused = async (answer: Answer<Refused>) => {
    expectRefusal(answer, 'STUDIO_STATE_REFUSED', 'no sign-on that you began here');
    expect(await table('studio_grants').select()).toEqual([]);
    expect(tokenCalls()).toBe(0);
  };

  test('is not another person’s, and stays good for its own', async () => {
    const returned = await signOn();
    await refused(await finish(returned, await studioUser()));
    expect((await finish(returned)).status).toBe(200);
  });

  test('is not another integration’s', async () => {
    const credentials = { username: 'second@apiconnector.com', password: 'Second-1' };
    const { accountId } = vendor.control.createAccount({ credentials });
    const other = await witness.request<{ data: Integration }>('POST', '/dotmailer/integrations', {
      name: 'Other',
      ...credentials,
      clientId: 'other',
      clientSecret: CLIENT_SECRET,
    });
    vendor.control.forAccount(accountId).addClient('other', CLIENT_SECRET);
    const returned = await signOn();
    await refused(await finish(returned, ada, other.body.data.id));
  });

  test('is good once', async () => {
    const returned = await signOn();
    expect((await finish(returned)).status).toBe(200);
    await table('studio_grants').delete();
    const calls = tokenCalls();
    expectRefusal(await finish(returned), 'STUDIO_STATE_REFUSED', 'used already');
    expect(tokenCalls()).toBe(calls);
    expect(await stateOf()).toBe('not-connected');
  });

  test('is good once, also for two requests at the same moment', async () => {
    const returned = await signOn();
    const answers = await Promise.all([finish(returned), finish(returned)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(tokenCalls()).toBe(1);
  });

  test('is good for ten minutes', async () => {
    const returned = await signOn();
    const { expires_at } = await table('studio_states').first();
    const left = Number(expires_at) - Date.now();
    expect(left).toBeGreaterThan(9 * 60_000);
    expect(left).toBeLessThanOrEqual(10 * 60_000);
    await table('studio_states').update({ expires_at: Date.now() - 1 });
    await refused(await finish(returned));
  });

  test('cannot be made up, nor read out of the database', async () => {
    const { state = '', code = '' } = await signOn();
    const { hash } = await table('studio_states').first();
    expect(state).toMatch(new RegExp(`^${integration.id}\\.[\\w-]{43}$`));
    await refused(await finish({ state: `${integration.id}.made-up`, code }));
    await refused(await finish({ state: hash, code }));
  });

  test('also stands before the words of a refusal', async () => {
    const error = { error: 'access_denied', error_description: 'Call 555 now' };
    await refused(await finish({ ...error, state: `${integration.id}.made-up` }));
  });
});

describe('the vendor says no', () => {
  test('because the person refused', async () => {
    const {
      error = '',
      error_description: description = '',
      state = '',
    } = await signOn(ada, 'refuse');
    const answer = await finish({ state, error, description });
    expectRefusal(answer, 'VENDOR_REJECTED', 'The user refused the access');
    expect(await stateOf()).toBe('not-connected');
    expectRefusal(await finish({ state, error, description }), 'STUDIO_STATE_REFUSED', 'used');
  });

  test('because access was withdrawn: connect again', async () => {
    await connected();
    vendor.control.revokeGrants();
    expectRefusal(
      await open(),
      'STUDIO_NOT_CONNECTED',
      'Dotdigital no longer accepts your connection: The refresh token is invalid, expired or revoked. Connect again.'
    );
    expect(await stateOf()).toBe('not-connected');
    await connected();
    expect(await enter(await open())).toContain('Sandy Sender');
  });

  test('because access has expired', async () => {
    vendor.control.setSwitch('refreshTokenSeconds', 60);
    await connected();
    await vendor.control.advanceClock(60_000);
    expectRefusal(await open(), 'STUDIO_NOT_CONNECTED', 'expired');
  });

  test('because the code took too long', async () => {
    const returned = await signOn();
    await vendor.control.advanceClock(10 * 60_000);
    expectRefusal(
      await finish(returned),
      'STUDIO_STATE_REFUSED',
      'used or expired. Connect again.'
    );
  });

  test('because the secret is another one now: the connection stays', async () => {
    await connected();
    vendor.control.addClient(vendor.signOn.clientId, 'changed');
    expectRefusal(await open(), 'VENDOR_REJECTED', 'client id or the client secret is wrong');
    expect(await stateOf()).toBe('connected');
  });

  test('for a moment: it is asked again; for longer: the connection stays', async () => {
    await connected();
    vendor.control.failNext(2, 500, 'Tokens');
    expect(await enter(await open())).toContain('Sandy Sender');
    vendor.control.failNext(4, 503, 'Tokens');
    expectRefusal(await open(), 'VENDOR_UNAVAILABLE', 'status 503');
    expect(await enter(await open())).toContain('Sandy Sender');
  });
});

describe('refresh tokens that rotate', () => {
  test('are followed, visit by visit', async () => {
    vendor.control.setSwitch('refreshTokenRotation', true);
    await connected();
    const seen = new Set<string>();
    for (let visit = 0; visit < 3; visit += 1) {
      expect(await enter(await open())).toContain('Sandy Sender');
      vendor.control.grants().forEach(({ refreshToken }) => seen.add(refreshToken));
    }
    expect(seen.size).toBe(3);
    expect(vendor.control.grants()).toHaveLength(1);
  });

  test('are used one after the other by visits at the same moment', async () => {
    vendor.control.setSwitch('refreshTokenRotation', true);
    vendor.control.setSwitch('accessTokenUse', 'once');
    await connected();
    const visits = await Promise.all([open(), open(), open()]);
    for (const visit of visits) expect(await enter(visit)).toContain('Sandy Sender');
  });

  test('a visit that died is waited for a minute, not longer', async () => {
    await connected();
    await table('studio_grants').update({ claimed_until: Date.now() + 500 });
    expect(await enter(await open())).toContain('Sandy Sender');
  });
});

describe('client id, secret and address of an integration', () => {
  const storedSecret = async () =>
    (await table('integrations').where({ id: integration.id }).first()).client_secret as unknown;
  const expectFieldRefusal = (answer: Answer<Refused>, code: string, field: string) => {
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toMatchObject({ code, errors: [{ path: [field] }] });
  };

  test('a blank secret keeps the stored one, what is left out stays', async () => {
    const before = await storedSecret();
    expect(before).toMatch(/^v1:/);
    await connected();
    const blank = await save({ clientId: vendor.signOn.clientId, clientSecret: '' });
    expect(blank.body.data).toMatchObject({
      clientId: vendor.signOn.clientId,
      hasClientSecret: true,
      appDomain: null,
    });
    await save({ name: 'Renamed' });
    expect(await storedSecret()).toBe(before);
    expect(await stateOf()).toBe('connected');
    expect(JSON.stringify(blank.body)).not.toContain(CLIENT_SECRET);
  });

  test('a blank id removes all of it', async () => {
    await connected();
    await connect();
    const answer = await save({ clientId: '' });
    expect(answer.body.data).toMatchObject({ clientId: null, hasClientSecret: false });
    expect(await storedSecret()).toBe('');
    expect(await table('studio_grants').select()).toEqual([]);
    expect(await table('studio_states').select()).toEqual([]);
    expect(await stateOf()).toBe('not-set-up');
    for (const name of ['connect', 'open'])
      expectRefusal(await act(name), 'STUDIO_NOT_SET_UP', 'no client id and client secret');
  });

  test('another id ends everybody’s connections', async () => {
    await connected();
    await save({ clientId: 'another' });
    expect(await stateOf()).toBe('not-connected');
  });

  test('one without the other is refused next to its input', async () => {
    expectFieldRefusal(await save({ clientId: '', clientSecret: 'x' }), 'INVALID', 'clientId');
    await save({ clientId: '' });
    expectFieldRefusal(await save({ clientId: 'x' }), 'INVALID', 'clientSecret');
  });

  test.each([
    'https://evil.example.com',
    'http://r1-app.dotdigital.com',
    'http://localhost:1234',
    'r1-app.dotdigital.com',
  ])('the address %s is refused next to its input', async (appDomain) => {
    expectFieldRefusal(await save({ appDomain }), 'HOST_NOT_ALLOWED', 'appDomain');
  });

  test('a host that is no longer allowed is asked for nothing', async () => {
    await connected();
    await table('integrations').update({ app_domain: 'https://evil.example.com' });
    expectRefusal(await open(), 'HOST_NOT_ALLOWED', 'evil.example.com');
    expect(tokenCalls()).toBe(1);
    expect((await save({ name: 'Main' })).status).toBe(200);
  });
});

describe('who is gone', () => {
  test('a deleted administrator’s connection goes with them', async () => {
    await connected();
    const me = await site.request<{ data: { id: number } }>(
      'GET',
      '/admin/users/me',
      undefined,
      ada
    );
    const { id } = me.body.data;
    expect(await table('studio_grants').where({ user_id: id })).toHaveLength(1);
    expect((await site.request('DELETE', `/admin/users/${id}`)).status).toBe(200);
    expect(await table('studio_grants').select()).toEqual([]);
  });

  test('what went by another way goes with the daily retention', async () => {
    await connected();
    await connect();
    const grant = await table('studio_grants').first(
      'integration_id',
      'user_id',
      'refresh_token',
      'connected_at'
    );
    await table('studio_grants').insert([
      { ...grant, user_id: 99_999 },
      { ...grant, integration_id: 99_999 },
    ]);
    const state = await table('studio_states').first('hash', 'integration_id', 'user_id');
    await table('studio_states').insert({ ...state, hash: 'old', expires_at: Date.now() - 1 });
    await applyRetention(appOf(site.strapi), new AbortController().signal);
    expect(await table('studio_grants').select('user_id', 'integration_id')).toEqual([
      { user_id: grant.user_id, integration_id: integration.id },
    ]);
    expect(await table('studio_states').select('hash')).toEqual([{ hash: state.hash }]);
  });

  test('a deleted integration’s connections go with it', async () => {
    await connected();
    await connect();
    const path = `/dotmailer/integrations/${integration.id}`;
    expect((await witness.request('DELETE', path)).status).toBe(200);
    expect(await table('studio_grants').select()).toEqual([]);
    expect(await table('studio_states').select()).toEqual([]);
    expect(await find()).toEqual([]);
    expect((await open()).status).toBe(404);
  });

  test('an inactive integration is not offered', async () => {
    await connected();
    await save({ active: false });
    expect(await find()).toEqual([]);
    expectRefusal(await open(), 'INTEGRATION_INACTIVE', 'inactive');
  });

  test('a copy of the site uses nothing up that belongs to the original', async () => {
    await connected();
    const calls = tokenCalls();
    await reboot({ PUBLIC_URL: 'https://staging.example.com' });
    expect(await stateOf()).toBe('needs-site-answer');
    expectRefusal(await open(), 'INTEGRATION_INACTIVE', 'copy');
    expect(tokenCalls()).toBe(calls);
    await reboot({});
    expect(await stateOf()).toBe('connected');
  });
});

describe('another encryption key', () => {
  test('asks for the secret again, and then to connect again', async () => {
    await connected();
    await reboot({ ENCRYPTION_KEY: 'another key' });
    expect(await stateOf()).toBe('secret-unreadable');
    expectRefusal(await open(), 'CREDENTIALS_UNREADABLE', 'client secret of “Main”');

    const secret = { clientId: vendor.signOn.clientId, clientSecret: CLIENT_SECRET };
    expect((await save(secret)).status).toBe(200);
    expectRefusal(await open(), 'STUDIO_NOT_CONNECTED', 'encrypted with another key');
    expect(await stateOf()).toBe('not-connected');
    await connected();
    expect(await enter(await open())).toContain('Sandy Sender');
    await reboot({});
  });

  test('none at all is told, and stores nothing', async () => {
    await reboot({ ENCRYPTION_KEY: '' });
    expectRefusal(await act('connect'), 'NO_ENCRYPTION_KEY', 'ENCRYPTION_KEY');
    const answer = await save({ clientId: 'x', clientSecret: 'y' });
    expect(answer.body.error.details).toMatchObject({
      code: 'NO_ENCRYPTION_KEY',
      errors: [{ path: ['clientSecret'] }],
    });
    await reboot({});
  });
});

describe('the callback address', () => {
  const callbackOf = async () =>
    (await witness.request<{ data: Overview }>('GET', '/dotmailer/overview')).body.data.callback;

  test('is the site’s public one, where it has one', async () => {
    expect(await callbackOf()).toEqual({ url: CALLBACK, isPublic: true });
    await reboot({ PUBLIC_URL: 'http://crm.example.com' });
    expect((await callbackOf()).isPublic).toBe(false);
    await reboot({ PUBLIC_URL: '' });
    expect(await callbackOf()).toEqual({
      url: 'http://127.0.0.1:1337/dotmailer/oauth/callback',
      isPublic: false,
    });
    const response = await fetch(`${site.url}/dotmailer/oauth/callback?code=c&state=s`, {
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toBe('/admin/plugins/dotmailer/studio#code=c&state=s');
    await reboot({});
  });

  test('hands over what the vendor sends, and nothing else, to nowhere else', async () => {
    const query = new URLSearchParams({
      code: 'c&state=x#',
      state: '1.s',
      error: 'e',
      error_description: '<b>',
      redirect: 'https://evil.example.com',
    });
    const back = new URL(`${CALLBACK}?${query}`);
    expect(await comeBack(back)).toEqual({
      code: 'c&state=x#',
      state: '1.s',
      error: 'e',
      error_description: '<b>',
    });
    expect(await comeBack(new URL(CALLBACK))).toEqual({});
    const long = new URL(`${CALLBACK}?state=1&state=2&code=${'x'.repeat(2049)}`);
    expect(await comeBack(long)).toEqual({});
    expect(tokenCalls()).toBe(0);
  });

  test('is allowed sixty times a minute', async () => {
    await reboot({});
    const statuses = new Set<number>();
    for (let turn = 0; turn < 61; turn += 1) {
      const answer = await fetch(`${site.url}/dotmailer/oauth/callback`, { redirect: 'manual' });
      statuses.add(answer.status);
    }
    expect([...statuses]).toEqual([302, 429]);
  });
});

test('no log line ever held a secret, and no answer one that is not for its reader', async () => {
  await reboot({});
  vendor.control.setSwitch('refreshTokenRotation', true);
  const ways: string[] = [];
  const tokens = new Set<string>();
  const remember = () =>
    vendor.control.grants().forEach(({ refreshToken }) => tokens.add(refreshToken));

  const returned = await signOn();
  ways.push(returned.code ?? '', returned.state ?? '');
  await finish(returned);
  remember();
  const opened = await open();
  ways.push(new URL(opened.body.data.url).searchParams.get('oauthtoken') ?? '');
  remember();
  const { refresh_token: cipher } = await table('studio_grants').first();
  const { client_secret } = await table('integrations').first();
  vendor.control.failNext(4, 'drop-connection', 'Tokens');
  await open();
  vendor.control.revokeGrants();
  await open();
  await finish(returned);
  await save({ clientSecret: CLIENT_SECRET });
  await find();

  const secrets = [CLIENT_SECRET, String(cipher), String(client_secret), ...tokens];
  expect(tokens.size).toBe(2);
  expect(ways.every((way) => way.length > 20)).toBe(true);
  expect(witness.logLines.some((line) => line.includes('/dotmailer/oauth/callback'))).toBe(true);
  for (const line of witness.logLines)
    for (const secret of [...secrets, ...ways]) expect(line).not.toContain(secret);
  for (const answer of witness.answers)
    for (const secret of secrets) expect(answer).not.toContain(secret);
});
