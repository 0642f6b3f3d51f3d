import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DataField, DataFieldDeletion, DataFieldPage } from '../../contracts/data-fields';
import type { Settings, SettingsAnswer } from '../../contracts/settings';
import type { AccountControl } from '../../sandbox';
import { createDotdigital } from '../../server/src/dotdigital/client';
import { synchroniseDataFields } from '../../server/src/sync/fields/synchronise-data-fields';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createLog, createNode } from '../support/node';
import { callerOf, type Caller } from '../support/sandbox-client';
import type { Answer } from '../support/site';
import { createSkippingClock } from '../support/skipping-clock';
import { startVendorStub } from '../support/vendor-stub';

type Refused = {
  error: { message: string; details: { code: string; errors: { path: string[] }[] } };
};
type Run = {
  kind: string;
  status: string;
  warnings: { text: string }[];
  steps: { name: string }[];
};

const ROUTE = '/dotmailer/data-fields';
const SYSTEM = ['FIRSTNAME', 'FULLNAME', 'GENDER', 'LASTNAME', 'LASTSUBSCRIBED', 'POSTCODE'];

let at: ConnectedSite;
/** The vendor's own API, as another client of the account. */
let vendor: Caller;
let accounts = 0;
beforeAll(async () => {
  at = await startConnectedSite({ env: { DOTMAILER_WORKER: 'on', PUBLIC_URL: '' } });
  vendor = callerOf(at.sandbox);
});
beforeEach(async () => {
  await at.idle();
  const { body } = await vendor<{ name: string }[]>('GET', '/v2/data-fields');
  for (const { name } of body.filter((field) => !SYSTEM.includes(field.name)))
    await vendor('DELETE', `/v2/data-fields/${name}`);
  await at.table('dotmailer_data_fields').delete();
  await at.table('dotmailer_integrations').whereNot({ id: at.integrationId }).delete();
  await at.table('dotmailer_integrations').update({ active: true, state: 'ready' });
  await synchronize();
  await at.table('dotmailer_runs').delete();
  at.sandbox.control.clearCalls();
});
afterAll(() => at?.close());

const page = async (query = '') =>
  (await at.site.request<{ data: DataFieldPage }>('GET', `${ROUTE}?${query}`)).body.data;
const names = async (query = '') => (await page(query)).results.map((field) => field.name);
const field = async (name: string) =>
  (await page('pageSize=100')).results.find((one) => one.name === name);
const idOf = async (name: string) => (await field(name))?.id ?? 0;
const create = (body: Record<string, unknown>) =>
  at.site.request<{ data: DataField } & Refused>('POST', ROUTE, {
    integrationId: at.integrationId,
    type: 'String',
    ...body,
  });
const remove = async (name: string) =>
  at.site.request<{ data: DataFieldDeletion } & Refused>('DELETE', `${ROUTE}/${await idOf(name)}`);
const synchronize = async () => {
  const answer = await at.site.request<{ data: { queued: boolean } }>(
    'POST',
    `${ROUTE}/synchronize`
  );
  await at.idle();
  return answer;
};
const runs = async () =>
  (await at.site.request<{ data: { results: Run[] } }>('GET', '/dotmailer/runs')).body.data.results;
const atVendor = async (name: string) =>
  (await vendor<{ name: string }[]>('GET', '/v2/data-fields')).body.find(
    (one) => one.name === name
  );
/** Calls about data fields since `clearCalls`; looking with `atVendor` counts too. */
const fieldCalls = () =>
  at.sandbox.control
    .calls()
    .log.filter((call) => call.path.includes('data-fields'))
    .map((call) => call.method);
const expectRefusal = (answer: Answer<Refused>, code: string, field: string | null) => {
  expect(answer.body.error).toMatchObject({ details: { code } });
  expect(answer.status).toBe(400);
  const paths = answer.body.error.details.errors.map((error) => error.path);
  expect(paths).toEqual(field === null ? [] : [[field]]);
};
const change = (name: string, value: boolean | string | Date | null) =>
  at
    .table('dotmailer_integrations')
    .where({ id: at.integrationId })
    .update({ [name]: value });
/** Another account at the vendor, connected here and synchronised. */
const addAccount = async (name: string): Promise<AccountControl> => {
  accounts += 1;
  const credentials = { username: `another-${accounts}@apiconnector.com`, password: 'Passw0rd-2' };
  const account = at.sandbox.control.createAccount({ name, credentials });
  const body = { name, ...credentials, active: true };
  const made = await at.site.request('POST', '/dotmailer/integrations', body);
  expect(made.status).toBe(200);
  await at.idle();
  return account;
};

describe('synchronising', () => {
  test('brings what the vendor tells, and says which fields belong to it', async () => {
    at.sandbox.control.createDataField('POINTS', 'Numeric');
    await vendor('POST', '/v2/data-fields', {
      name: 'happy',
      type: 'Boolean',
      visibility: 'Public',
      defaultValue: false,
    });
    expect((await synchronize()).body.data).toEqual({ queued: true });
    const { results, pagination, synchronizing } = await page();
    expect(pagination).toEqual({ page: 1, pageSize: 20, pageCount: 1, total: 8 });
    expect(synchronizing).toBe(false);
    expect(results.filter((one) => one.isSystem).map((one) => one.name)).toEqual(SYSTEM);
    expect(await field('HAPPY')).toEqual({
      id: expect.any(Number),
      integrationId: at.integrationId,
      integrationName: 'Sandbox',
      name: 'HAPPY',
      type: 'Boolean',
      visibility: 'Public',
      defaultValue: 'false',
      notes: null,
      isSystem: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      vanishedAt: null,
      usedBy: [],
    });
    expect(await runs()).toMatchObject([
      {
        kind: 'data-fields',
        trigger: 'manual',
        status: 'completed',
        steps: [{ name: 'data-fields', counts: { listed: 8, added: 2 } }],
      },
    ]);
  });

  test('writes nothing when nothing has changed', async () => {
    const before = await at.table('dotmailer_data_fields').select();
    await synchronize();
    expect(await at.table('dotmailer_data_fields').select()).toEqual(before);
    expect((await runs())[0]).toMatchObject({ steps: [{ counts: { listed: 6 } }] });
  });

  test('flags a field that vanished and keeps its notes; it may come back as another type', async () => {
    at.sandbox.control.createDataField('POINTS', 'Numeric');
    await synchronize();
    const id = await idOf('POINTS');
    await at.site.request('PUT', `${ROUTE}/${id}`, { notes: 'Loyalty points' });
    await vendor('DELETE', '/v2/data-fields/POINTS');
    await synchronize();
    expect(await field('POINTS')).toMatchObject({ id, vanishedAt: expect.any(String) });
    expect((await runs())[0]).toMatchObject({
      status: 'warnings',
      steps: [{ counts: { listed: 6, vanished: 1 } }],
      warnings: [
        { step: 'data-fields', code: 'field-vanished', values: { field: 'POINTS' }, book: null },
      ],
    });

    at.sandbox.control.createDataField('POINTS', 'String');
    await synchronize();
    expect(await field('POINTS')).toMatchObject({
      id,
      type: 'String',
      notes: 'Loyalty points',
      vanishedAt: null,
    });
    expect((await runs())[0]).toMatchObject({
      steps: [{ counts: { listed: 7, returned: 1 } }],
      warnings: [{ text: 'The data field POINTS is of type String now, it was Numeric' }],
    });
  });

  test('a failed answer flags nothing and says why', async () => {
    at.sandbox.control.failNext(1, 400, 'GET /v2/data-fields');
    await synchronize();
    expect((await runs())[0]).toMatchObject({ kind: 'data-fields', status: 'failed' });
    expect((await page('vanished=no')).pagination.total).toBe(6);
  });

  test('an empty answer flags nothing, warns, and is asked again in the next synchronisation', async () => {
    const stub = await startVendorStub();
    stub.reply({ body: [] });
    await change('fields_synced_at', null);
    const warnings = await runStep(stub.url);
    await stub.close();
    expect(warnings).toEqual([expect.stringContaining('listed no data field at all')]);
    expect((await page('vanished=no')).pagination.total).toBe(6);
    const [row] = await at.table('dotmailer_integrations').select('fields_synced_at');
    expect(row.fields_synced_at).toBeNull();
  });

  test('a field that somebody creates while the fields are read is not taken for vanished', async () => {
    at.sandbox.control.setLatency(400, 'GET /v2/data-fields');
    at.sandbox.control.setSwitch('dataFieldCreateBody', 'field');
    const asked = at.site.request('POST', `${ROUTE}/synchronize`);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await page()).synchronizing).toBe(true);
    expect((await create({ name: 'BETWEEN' })).status).toBe(200);
    await asked;
    await at.idle();
    at.sandbox.control.setLatency(0, 'GET /v2/data-fields');
    at.sandbox.control.setSwitch('dataFieldCreateBody', 'none');
    expect(await field('BETWEEN')).toMatchObject({ vanishedAt: null });
  });

  test('concerns every active integration, each with its own fields', async () => {
    const other = await addAccount('Second');
    other.createDataField('POINTS', 'Date');
    at.sandbox.control.createDataField('POINTS', 'Numeric');
    await at.table('dotmailer_runs').delete();
    await synchronize();
    expect((await runs()).map((run) => run.kind)).toEqual(['data-fields', 'data-fields']);
    expect((await page('search=points&sort=type:asc')).results).toMatchObject([
      { integrationName: 'Second', type: 'Date' },
      { integrationName: 'Sandbox', type: 'Numeric' },
    ]);
    await at.table('dotmailer_integrations').update({ active: false });
    expect((await synchronize()).body.data).toEqual({ queued: false });
  });
});

/** The step alone, against another address than the sandbox's. Answers its warnings. */
const runStep = async (url: string): Promise<string[]> => {
  const api = { entryUrl: url, allowedHosts: ['127.0.0.1'] };
  const clock = createSkippingClock(Date.now());
  const dotdigital = createDotdigital({ api, clock, random: () => 0.5, logger: createLog() });
  const deps = { ...createNode(at.site, { clock }), dotdigital };
  const integration = await deps.repositories.integrations.find(at.integrationId);
  if (!integration) throw new Error('no integration');
  const warnings: string[] = [];
  await synchroniseDataFields(
    {
      deps,
      integration,
      account: dotdigital.account({
        key: 'test',
        credentials: at.sandbox.credentials,
        endpoint: url,
      }),
      lease: { name: 'test', fence: 1, signal: new AbortController().signal },
    },
    { count: () => undefined, warn: ({ text }) => warnings.push(text) }
  );
  return warnings;
};

describe('the interval', () => {
  const settings = async () =>
    (await at.site.request<{ data: SettingsAnswer }>('GET', '/dotmailer/settings')).body.data;
  const every = async (dataFieldsEveryHours: number) => {
    const wanted: Settings = { ...(await settings()).settings, dataFieldsEveryHours };
    return at.site.request<Refused>('PUT', '/dotmailer/settings', wanted);
  };
  const stepsOfSync = async () => {
    at.sandbox.control.clearCalls();
    return (await at.sync()).steps.map((step) => step.name);
  };

  test('is a day: a synchronisation reads the fields first when it has passed, else not at all', async () => {
    expect((await settings()).defaults.dataFieldsEveryHours).toBe(24);
    expect(await stepsOfSync()).toEqual(['address-books']);
    expect(fieldCalls()).toEqual([]);
    await change('fields_synced_at', new Date(Date.now() - 23.9 * 3_600_000));
    expect(await stepsOfSync()).toEqual(['address-books']);
    await change('fields_synced_at', new Date(Date.now() - 24 * 3_600_000));
    expect(await stepsOfSync()).toEqual(['data-fields', 'address-books']);
    expect(await stepsOfSync()).toEqual(['address-books']);
  });

  test('can be every run, and is validated', async () => {
    expect((await every(0)).status).toBe(200);
    expect(await stepsOfSync()).toEqual(['data-fields', 'address-books']);
    expect(await stepsOfSync()).toEqual(['data-fields', 'address-books']);
    for (const wrong of [-1, 1.5, 721])
      expect((await every(wrong)).body.error.details.errors).toMatchObject([
        { path: ['dataFieldsEveryHours'] },
      ]);
    await every(24);
  });

  test('a reading that fails is tried in the next synchronisation, and holds nothing else up', async () => {
    await change('fields_synced_at', null);
    at.sandbox.control.failNext(1, 400, 'GET /v2/data-fields');
    const run = await at.sync();
    expect(run.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'data-fields failed',
      'address-books completed',
    ]);
    expect(await stepsOfSync()).toEqual(['data-fields', 'address-books']);
  });

  test('a new integration has its fields after its first synchronisation', async () => {
    await addAccount('Newcomer');
    const found = await page('sort=integration:asc&pageSize=100');
    expect(found.results.filter((one) => one.integrationName === 'Newcomer')).toHaveLength(6);
  });
});

describe('creating', () => {
  test.each([
    ['String', 'two words', 'two words', 'two words'],
    ['Numeric', '0', 0, '0'],
    ['Numeric', '12.50', 12.5, '12.5'],
    ['Date', '2015-10-16', '2015-10-16T00:00:00Z', '2015-10-16T00:00:00Z'],
    ['Boolean', 'false', false, 'false'],
    ['Boolean', '', null, null],
  ])('a %s with the default value %j goes to the vendor first', async (...row) => {
    const [type, defaultValue, remote, here] = row;
    const answer = await create({ name: 'made-Here_1', type, defaultValue, notes: ' Ours ' });
    expect(answer.body.error).toBeUndefined();
    expect(answer.body.data).toMatchObject({
      name: 'MADE-HERE_1',
      type,
      visibility: 'Private',
      defaultValue: here,
      notes: 'Ours',
      isSystem: false,
    });
    expect(await atVendor('MADE-HERE_1')).toEqual({
      name: 'MADE-HERE_1',
      type,
      visibility: 'Private',
      defaultValue: remote,
    });
    await synchronize();
    expect((await runs())[0]).toMatchObject({ status: 'completed' });
  });

  test.each([
    ['name', { name: '' }, 'INVALID'],
    ['name', { name: 'two words' }, 'INVALID'],
    ['name', { name: 'x'.repeat(21) }, 'INVALID'],
    ['name', { name: 'Email' }, 'NAME_RESERVED'],
    ['defaultValue', { name: 'OK', type: 'Numeric', defaultValue: 'many' }, 'INVALID'],
    ['defaultValue', { name: 'OK', type: 'Date', defaultValue: '2015-02-29' }, 'INVALID'],
    ['defaultValue', { name: 'OK', type: 'Boolean', defaultValue: 'perhaps' }, 'INVALID'],
    ['type', { name: 'OK', type: 'Text' }, 'INVALID'],
    ['visibility', { name: 'OK', visibility: 'Secret' }, 'INVALID'],
  ])('what breaks a rule of %s never reaches the vendor: %j', async (input, body, code) => {
    expectRefusal(await create(body), code, input);
    expect(fieldCalls()).toEqual([]);
  });

  test('what the vendor refuses stands next to the name, and leaves nothing behind', async () => {
    await vendor('POST', '/v2/data-fields', { name: 'TAKEN', type: 'Date' });
    const taken = await create({ name: 'taken' });
    expectRefusal(taken, 'NAME_TAKEN', 'name');
    expect(taken.body.error.message).toBe('Field already exists.');
    expect(await names('search=taken')).toEqual([]);
  });

  test('a full account is told as such', async () => {
    at.sandbox.control.setSwitch('dataFieldLimit', 6);
    const answer = await create({ name: 'SEVENTH' });
    at.sandbox.control.setSwitch('dataFieldLimit', 500);
    expectRefusal(answer, 'VENDOR_REJECTED', null);
    expect(answer.body.error.message).toContain('as many data fields as Dotdigital allows');
  });

  test('a field whose creation was not answered is found at the vendor', async () => {
    at.sandbox.control.failNext(1, 'drop-after-accept', 'POST /v2/data-fields');
    expect((await create({ name: 'LOST' })).body.data).toMatchObject({ name: 'LOST' });
    expect(await field('LOST')).toBeDefined();
  });

  test('a field that vanished and is created again keeps its notes unless there are new ones', async () => {
    await create({ name: 'AGAIN', notes: 'First' });
    await vendor('DELETE', '/v2/data-fields/AGAIN');
    await synchronize();
    expect((await create({ name: 'AGAIN' })).body.data).toMatchObject({
      notes: 'First',
      vanishedAt: null,
    });
  });

  test('an integration that is inactive or waits for an answer creates nothing', async () => {
    await change('active', false);
    expectRefusal(await create({ name: 'IDLE' }), 'INTEGRATION_INACTIVE', null);
    await change('active', true);
    await change('state', 'needs-site-answer');
    expectRefusal(await create({ name: 'IDLE' }), 'INTEGRATION_INACTIVE', null);
    expect((await create({ name: 'IDLE', integrationId: 999 })).status).toBe(404);
    expect(fieldCalls()).toEqual([]);
  });

  test('whoever may create is told the active integrations', async () => {
    const answer = await at.site.request('GET', `${ROUTE}/integrations`);
    expect(answer.body).toEqual({ data: [{ id: at.integrationId, name: 'Sandbox' }] });
  });
});

describe('deleting', () => {
  test('goes to the vendor first', async () => {
    await create({ name: 'GONE' });
    const answer = await remove('GONE');
    expect(answer.body.data).toEqual({ deleted: true, dependencies: [], usedBy: [] });
    expect(await atVendor('GONE')).toBeUndefined();
    expect(await field('GONE')).toBeUndefined();
  });

  test.each([
    [200, 'objects', { type: 'Campaign', objectId: 9 }],
    [409, 'objects', { type: 'Campaign', objectId: 9 }],
    [409, 'strings', 'Used in campaign 9'],
  ] as const)('a field in use stays and says by what (%d, %s)', async (status, form, expected) => {
    const { control } = at.sandbox;
    control.setSwitch('blockedFieldDeleteStatus', status);
    control.setSwitch('dependencyForm', form);
    const other = await addAccount('Busy');
    other.createDataField('USED', 'String');
    other.addDependency('USED', { type: 'Campaign', objectId: 9 });
    await synchronize();
    const answer = await remove('USED');
    control.setSwitch('blockedFieldDeleteStatus', 200);
    control.setSwitch('dependencyForm', 'objects');
    expect(answer.body.data).toEqual({ deleted: false, dependencies: [expected], usedBy: [] });
    await synchronize();
    expect(await field('USED')).toMatchObject({ integrationName: 'Busy', vanishedAt: null });
  });

  test.each(SYSTEM)('%s belongs to the vendor: nobody is asked', async (name) => {
    expectRefusal(await remove(name), 'SYSTEM_FIELD', null);
    expect(fieldCalls()).toEqual([]);
  });

  test('a field that is gone at the vendor is deleted here', async () => {
    await create({ name: 'GHOST' });
    await vendor('DELETE', '/v2/data-fields/GHOST');
    expect((await remove('GHOST')).body.data).toEqual({
      deleted: true,
      dependencies: [],
      usedBy: [],
    });
    expect(await field('GHOST')).toBeUndefined();
    expect((await remove('GHOST')).status).toBe(404);
  });

  test('a failure keeps the field', async () => {
    await create({ name: 'STAYS' });
    at.sandbox.control.failNext(1, 400, 'DELETE /v2/data-fields');
    expectRefusal(await remove('STAYS'), 'VENDOR_REJECTED', null);
    expect(await field('STAYS')).toBeDefined();
  });

  test('an integration takes its fields along', async () => {
    await addAccount('Second');
    const [second] = (await page('sort=integration:desc')).results;
    await at.site.request('DELETE', `/dotmailer/integrations/${second?.integrationId}`);
    expect(
      await at.table('dotmailer_data_fields').whereNot('integration_id', at.integrationId)
    ).toEqual([]);
  });
});

describe('the page', () => {
  test('searches by beginning, filters, sorts and pages', async () => {
    at.sandbox.control.createDataField('POINTS', 'Numeric');
    at.sandbox.control.createDataField('POINTS_2', 'Date');
    await synchronize();
    expect(await names('search=points')).toEqual(['POINTS', 'POINTS_2']);
    expect(await names('search=oints')).toEqual([]);
    expect(await names('search=POINTS%5F')).toEqual(['POINTS_2']);
    expect(await names('type=Numeric')).toEqual(['POINTS']);
    expect(await names('visibility=Public')).not.toContain('POINTS');
    expect(await names(`integrationId=${at.integrationId + 1}`)).toEqual([]);
    expect((await names('sort=type:asc'))[0]).toBe('LASTSUBSCRIBED');
    expect((await names('sort=name:desc'))[0]).toBe('POSTCODE');
    const second = await page('page=2&pageSize=5');
    expect(second.results).toHaveLength(3);
    expect(second.pagination).toEqual({ page: 2, pageSize: 5, pageCount: 2, total: 8 });
    await vendor('DELETE', '/v2/data-fields/POINTS');
    await synchronize();
    expect(await names('vanished=yes')).toEqual(['POINTS']);
    const wrong = await at.site.request<Refused>('GET', `${ROUTE}?sort=notes:asc`);
    expectRefusal(wrong, 'INVALID', 'sort');
  });

  test('notes are changed here and stay here', async () => {
    const id = await idOf('GENDER');
    const notes = (text: unknown) =>
      at.site.request<{ data: DataField } & Refused>('PUT', `${ROUTE}/${id}`, { notes: text });
    expect((await notes(' As told in the shop ')).body.data.notes).toBe('As told in the shop');
    expect(await at.site.request('GET', `${ROUTE}/${id}`)).toMatchObject({
      body: { data: { id, name: 'GENDER', notes: 'As told in the shop', isSystem: true } },
    });
    expect((await notes('')).body.data.notes).toBeNull();
    expectRefusal(await notes('x'.repeat(5001)), 'INVALID', 'notes');
    expect(fieldCalls()).toEqual([]);
    expect((await at.site.request('PUT', `${ROUTE}/99999`, { notes: '' })).status).toBe(404);
    expect((await at.site.request('GET', `${ROUTE}/99999`)).status).toBe(404);
  });

  test('the database itself refuses a second field of one name in one integration', async () => {
    const [row] = await at.table('dotmailer_data_fields').limit(1);
    const copy = { ...row, id: undefined, document_id: 'another' };
    await expect(at.table('dotmailer_data_fields').insert(copy)).rejects.toThrow();
  });
});
