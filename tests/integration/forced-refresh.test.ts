import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MappingPage } from '../../contracts/mappings';
import type { Settings, SettingsAnswer } from '../../contracts/settings';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';

const HOOK = 'plugin::dotmailer.forceFieldsSync';
const DAY_MS = 86_400_000;

type Forced = { integrationId: number; collection: string; dataFields: string[] };

let at: ConnectedSite;
let listId = '';
let round = 0;
beforeAll(async () => {
  at = await startConnectedSite();
  at.sandbox.control.createDataField('CITY', 'String');
  at.sandbox.control.createDataField('DAYS', 'Numeric');
  await at.site.request('POST', '/dotmailer/data-fields/synchronize');
  await at.idle();
  await map([
    { dataField: 'CITY', sources: ['city'] },
    { dataField: 'DAYS', sources: ['computed:daysSinceOrder'] },
  ]);
  listId = await at.createList();
  const book = await at.createBook('Refreshed');
  await at.connect(listId, book.id);
});
beforeEach(() => {
  round += 1;
});
afterAll(() => at?.close());

/** Puts rows in place of the default mapping of contacts. */
const map = async (rows: { dataField: string; sources: string[] }[]) => {
  const { results } = (
    await at.site.request<{ data: MappingPage }>('GET', `/dotmailer/mappings?collection=${CONTACT}`)
  ).body.data;
  const answer = await at.site.request('PUT', `/dotmailer/mappings/${results[0]?.id}`, {
    integrationId: at.integrationId,
    collection: CONTACT,
    syncPriority: 0,
    rows,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};

const emailOf = (name: string) => `${name}${round}@example.com`;
/** What the vendor holds of one person. */
const atVendor = (name: string) => at.sandbox.control.contact(emailOf(name))?.dataFields;
const files = () => at.sandbox.control.imports().map(({ rows }) => rows);

const add = async (people: Record<string, Record<string, unknown>>) => {
  const ids = await at.addPeople(
    Object.entries(people).map(([name, person]) => ({ email: emailOf(name), ...person }))
  );
  await at.sync();
  return ids;
};

/** Somebody whose number of days grows by one in a moment. */
const soonOlder = () => ({ lastOrderAt: new Date(Date.now() - DAY_MS + 3000).toISOString() });
const untilOlder = () => new Promise((resolve) => setTimeout(resolve, 3000));

const settingsNow = async () =>
  (await at.site.request<{ data: SettingsAnswer }>('GET', '/dotmailer/settings')).body.data;

const choose = async (forcedRefresh: Settings['forcedRefresh']) => {
  const { settings } = await settingsNow();
  await at.site.request('PUT', '/dotmailer/settings', { ...settings, forcedRefresh });
};

/** The daily work, as its schedule asks for it. */
const daily = async () => {
  const { settings } = await settingsNow();
  await at.scheduledSync({ full: true, refresh: settings.forcedRefresh });
};

describe('computed fields whose value changes without a save', () => {
  test('are sent by the daily comparison, unless that is switched off', async () => {
    await add({ ada: soonOlder(), bob: { city: 'Leeds' } });
    expect(atVendor('ada')).toMatchObject({ DAYS: 0 });
    const before = files().length;
    await choose('none');
    await untilOlder();
    await daily();
    expect(files()).toHaveLength(before);
    await choose('computed');
    await daily();
    expect(files().slice(before)).toEqual([1]);
    expect(atVendor('ada')).toMatchObject({ DAYS: 1 });
    await daily();
    expect(files()).toHaveLength(before + 1);
  });

  test('are left out or put in by code of the site', async () => {
    const hook = at.site.strapi.hook(HOOK) as {
      register(handler: (forced: Forced) => unknown): void;
      delete(handler: unknown): void;
    };
    const asked: Forced[] = [];
    const without = (forced: Forced) => {
      asked.push(forced);
      return { ...forced, dataFields: [] };
    };
    const withDays = (forced: Forced) => ({ ...forced, dataFields: ['DAYS'] });
    await choose('computed');
    await add({ ada: soonOlder() });
    await untilOlder();
    hook.register(without);
    await daily();
    hook.delete(without);
    expect(asked).toEqual([
      { integrationId: at.integrationId, collection: CONTACT, dataFields: ['DAYS'] },
    ]);
    expect(atVendor('ada')).toMatchObject({ DAYS: 0 });
    await choose('none');
    hook.register(withDays);
    await daily();
    hook.delete(withDays);
    expect(atVendor('ada')).toMatchObject({ DAYS: 1 });
  });

  test('are sent with a save of their record whatever is set', async () => {
    await choose('none');
    const [ada = ''] = await add({ ada: soonOlder() });
    await untilOlder();
    await at.site.strapi
      .documents(CONTACT as never)
      .update({ documentId: ada, data: { city: 'York' } } as never);
    await at.sync();
    expect(atVendor('ada')).toMatchObject({ CITY: 'York', DAYS: 1 });
  });
});

describe('values changed at the vendor in fields that are not two-way', () => {
  const changeThere = (name: string, field: string, value: string | null) =>
    at.sandbox.control.setDataField(emailOf(name), field, value);
  const refresh = async () => {
    await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/refresh-fields`);
    await at.idle();
  };

  test('are put right by the daily comparison of all fields, with one file of those who differ', async () => {
    await choose('computed');
    await add({ ada: { city: 'Leeds' }, bob: { city: 'York' } });
    changeThere('ada', 'CITY', 'Paris');
    await at.scheduledSync();
    await daily();
    expect(atVendor('ada')).toMatchObject({ CITY: 'Paris' });
    await choose('all');
    const before = files().length;
    await daily();
    expect(files().slice(before)).toEqual([1]);
    expect(atVendor('ada')).toMatchObject({ CITY: 'Leeds' });
    changeThere('bob', 'CITY', null);
    await at.scheduledSync();
    expect(files()).toHaveLength(before + 1);
    await daily();
    expect(files().slice(before)).toEqual([1, 1]);
    expect(atVendor('bob')).toMatchObject({ CITY: 'York' });
    await daily();
    expect(files()).toHaveLength(before + 2);
  });

  test('stay where the record never had a value', async () => {
    await choose('all');
    await add({ ada: { firstName: 'Ada' } });
    changeThere('ada', 'CITY', 'Paris');
    await daily();
    await daily();
    expect(atVendor('ada')).toMatchObject({ CITY: 'Paris' });
  });

  test('are put right at once by Refresh data fields, which reads the whole book for it', async () => {
    await choose('none');
    await at.scheduledSync();
    await add({ ada: { city: 'Leeds' } });
    changeThere('ada', 'CITY', 'Paris');
    await at.scheduledSync();
    const before = files().length;
    const wholeReads = () =>
      at.sandbox.control.calls().log.filter(({ endpoint }) => endpoint.endsWith('/contacts'));
    at.sandbox.control.clearCalls();
    await refresh();
    expect(files().slice(before)).toEqual([1]);
    expect(wholeReads()).toHaveLength(1);
    expect(atVendor('ada')).toMatchObject({ CITY: 'Leeds' });
    at.sandbox.control.clearCalls();
    await at.scheduledSync();
    expect(at.writes()).toEqual([]);
    expect(wholeReads()).toEqual([]);
  });

  test('pulled once are not taken for those of today', async () => {
    await choose('computed');
    const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
    const [ada = ''] = await add({ ada: { lastOrderAt: daysAgo(2.5) } });
    await refresh();
    await at.site.strapi
      .documents(CONTACT as never)
      .update({ documentId: ada, data: { lastOrderAt: daysAgo(5.5) } } as never);
    await at.sync();
    expect(atVendor('ada')).toMatchObject({ DAYS: 5 });
    const before = files().length;
    await daily();
    expect(files()).toHaveLength(before);
  });
});
