import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AuditActors, AuditEntry, AuditPage } from '../../contracts/audit';
import type { SettingsAnswer } from '../../contracts/settings';
import { appOf } from '../../server/src/app';
import { createTerminal } from '../../server/src/cli/terminal';
import { applyRetention } from '../../server/src/sync/retention';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { mapRows } from '../support/mapped-site';
import { personWith } from '../support/people';
import { ADMIN } from '../support/site';

const LISTS = '/content-manager/collection-types/plugin::dotmailer.marketing-list';

let at: ConnectedSite;
let docIds: string[];

beforeAll(async () => {
  at = await startConnectedSite({ config: { guard: { minimum: 0, share: 0 } } });
  docIds = await at.addPeople(
    ['ada', 'bob', 'cy'].map((name) => ({ firstName: name, email: `${name}@example.com` }))
  );
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.idle();
  await at.table('dotmailer_audit').delete();
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const demand = async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
  const answer = await at.site.request<{ data: T }>(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body.data;
};
const page = (query = '') => demand<AuditPage>('GET', `/dotmailer/audit${query}`);
/** The trail in the order in which it happened. */
const trail = async (query = '?pageSize=100'): Promise<AuditEntry[]> =>
  (await page(query)).results.reverse();
const actions = async (query?: string) => (await trail(query)).map(({ action }) => action);
const last = async (): Promise<AuditEntry> => {
  const [entry] = (await page('?pageSize=1')).results;
  if (!entry) throw new Error('nothing is in the trail');
  return entry;
};

test('keeps what happens to an integration: who, what, and the name it had', async () => {
  const other = at.sandbox.control.createAccount({
    name: 'Other',
    region: 'r1',
    credentials: { username: 'apiuser-other@apiconnector.com', password: 'secret-1' },
  });
  const input = { username: 'apiuser-other@apiconnector.com', active: true };
  const { id } = await demand<{ id: number }>('POST', '/dotmailer/integrations', {
    ...input,
    name: 'Second',
    password: 'secret-1',
  });
  const path = `/dotmailer/integrations/${id}`;
  await demand('PUT', path, { ...input, name: 'Second', password: '' });
  await demand('PUT', path, { ...input, name: 'Renamed', active: false });
  await demand('PUT', path, { ...input, name: 'Renamed', password: 'secret-1', active: true });
  await at.idle();
  await demand('DELETE', path);

  const entries = (await trail()).filter(({ actor }) => actor.kind === 'person');
  expect(entries.map(({ action }) => action)).toEqual([
    'integration.created',
    'integration.changed',
    'integration.deactivated',
    'integration.credentials-changed',
    'integration.activated',
    'integration.deleted',
  ]);
  const [created, renamed] = entries;
  expect(created).toMatchObject({
    actor: { kind: 'person', email: ADMIN.email },
    subject: { kind: 'integration', id: String(id), name: 'Second', exists: false },
    details: { account: String(other.accountId) },
  });
  expect(renamed?.details).toEqual({ from: 'Second' });
  expect(JSON.stringify(await at.table('dotmailer_audit').select())).not.toContain('secret-1');
});

test('keeps what is refused out', async () => {
  const body = { name: 'x', username: 'nobody@apiconnector.com', password: 'wrong', active: true };
  expect((await at.site.request('POST', '/dotmailer/integrations', body)).status).toBe(400);
  expect((await at.site.request('DELETE', '/dotmailer/mappings/999')).status).toBe(404);
  expect((await at.site.request('POST', '/dotmailer/runs/999/stop')).status).toBe(404);
  expect(await actions()).toEqual([]);
});

test('keeps what happens to a list and its members, in numbers and record ids, never e-mails', async () => {
  const listId = await at.createList({ name: 'Customers' });
  const book = await at.createBook('News');
  await at.connect(listId, book.id);
  const list = `/dotmailer/marketing-lists/${listId}`;
  await demand('POST', `${list}/members/unsubscribe`, { documentIds: docIds.slice(0, 2) });
  await demand('POST', `${list}/members/resubscribe`, { documentIds: docIds.slice(0, 1) });
  await demand('POST', `${list}/members/remove`, { documentIds: docIds.slice(2) });
  await at.idle();
  await at.sync({ full: true });
  const hold = (await at.status(listId)).connection?.hold;
  expect(hold?.state).toBe('asked');
  await demand('POST', `${list}/removals/${hold?.id}/approve`);
  await demand('POST', `${list}/members/restore`, { documentIds: docIds.slice(2) });
  await demand('POST', `${list}/retry`, { all: true });
  await demand('POST', `${list}/synchronize`);
  await demand('POST', `${list}/refresh-fields`);
  const settings = { integrationId: at.integrationId, addressBookId: book.id };
  await demand('PUT', `${list}/connection`, { ...settings, createRecords: true });
  await demand('POST', `${list}/new-records`);
  await demand('POST', `${list}/disconnect`, { takeOff: false });

  const entries = (await trail()).filter(({ actor }) => actor.kind === 'person');
  const told = entries.map(({ action, subject, details }) => [action, subject?.name, details]);
  const names = { integration: 'Sandbox', addressBook: 'News' };
  expect(told).toEqual([
    ['address-book.created', 'News', { integration: 'Sandbox' }],
    ['list.connected', 'Customers', names],
    ['members.unsubscribed', 'Customers', { members: 2, records: docIds.slice(0, 2) }],
    ['members.resubscribed', 'Customers', { members: 1, records: docIds.slice(0, 1) }],
    ['members.removed', 'Customers', { members: 1, records: docIds.slice(2) }],
    ['sync.requested', 'Sandbox', { what: 'full' }],
    ['removals.approved', 'Customers', { members: 1 }],
    ['members.restored', 'Customers', { members: 1, records: docIds.slice(2) }],
    ['members.retried', 'Customers', { members: 0 }],
    ['sync.requested', 'Customers', { what: 'list' }],
    ['sync.requested', 'Customers', { what: 'refresh' }],
    ['list.connection-changed', 'Customers', { ...names, createRecords: true }],
    ['list.older-people-asked', 'Customers', { people: 0 }],
    ['list.disconnected', 'Customers', { ...names, takeOff: false }],
  ]);
  const stored = JSON.stringify(await at.table('dotmailer_audit').select());
  for (const name of ['ada', 'bob', 'cy']) expect(stored).not.toContain(`${name}@example.com`);
});

test('a list deleted in the Content Manager was disconnected by whoever deleted it', async () => {
  const listId = await at.createList({ name: 'Short-lived' });
  await at.connect(listId, (await at.createBook('Short')).id);
  await demand('DELETE', `${LISTS}/${listId}`);
  expect(await last()).toMatchObject({
    action: 'list.disconnected',
    actor: { kind: 'person', email: ADMIN.email },
    subject: { kind: 'list', id: listId, name: 'Short-lived', exists: false },
    details: { listDeleted: true },
  });

  const other = await at.createList({ name: 'By code' });
  await at.connect(other, (await at.createBook('Code')).id);
  await at.site.strapi
    .documents('plugin::dotmailer.marketing-list' as never)
    .delete({ documentId: other } as never);
  expect(await last()).toMatchObject({ actor: { kind: 'site' }, subject: { name: 'By code' } });
});

test('keeps what happens to a manual and a static list', async () => {
  const manual = await at.createList({ name: 'By hand', kind: 'manual', filter: null });
  const records = `/dotmailer/marketing-lists/${manual}/records`;
  await demand('POST', records, { documentIds: docIds });
  await demand('POST', records, { documentIds: docIds });
  const fixed = await at.createList({ name: 'Fixed', kind: 'static' });
  await demand('POST', `/dotmailer/marketing-lists/${fixed}/snapshot`);
  const told = (await trail()).map(({ action, details }) => [action, details]);
  expect(told).toEqual([
    ['list.records-added', { records: 3 }],
    ['list.snapshot-taken', { members: 3 }],
  ]);
});

test('keeps which rows of a mapping changed', async () => {
  const row = (dataField: string, sources: string[]) => ({
    dataField,
    sources,
    twoWay: false,
    policy: 'strapi' as const,
  });
  await mapRows(at, [row('FIRSTNAME', ['firstName']), row('LASTNAME', ['lastName'])]);
  await at.table('dotmailer_audit').delete();
  await mapRows(at, [row('FIRSTNAME', ['city']), row('FULLNAME', ['firstName', 'lastName'])]);
  const changed = await last();
  expect(changed).toMatchObject({
    action: 'mapping.changed',
    subject: { kind: 'mapping', name: 'Contact', exists: true },
    details: {
      integration: 'Sandbox',
      added: ['FULLNAME'],
      changed: ['FIRSTNAME'],
      removed: ['LASTNAME'],
    },
  });
  await demand('DELETE', `/dotmailer/mappings/${changed.subject?.id}`);
  expect(await last()).toMatchObject({ action: 'mapping.deleted', subject: { exists: false } });
});

test('tells a mapping that a synchronisation made from one that a person made', async () => {
  await at.site.strapi.db.query('plugin::dotmailer.mapping').deleteMany({});
  const listId = await at.createList();
  await at.connect(listId, (await at.createBook('Mapped')).id);
  const made = (await trail()).find(({ action }) => action === 'mapping.created');
  expect(made).toMatchObject({ actor: { kind: 'schedule' }, subject: { name: 'Contact' } });
  await demand('POST', `/dotmailer/marketing-lists/${listId}/disconnect`, {});
});

test('keeps data fields, settings and stopped runs', async () => {
  const field = { integrationId: at.integrationId, name: 'LOYALTY', type: 'String' };
  const { id } = await demand<{ id: number }>('POST', '/dotmailer/data-fields', field);
  await demand('PUT', `/dotmailer/data-fields/${id}`, { notes: 'of the shop' });
  await demand('DELETE', `/dotmailer/data-fields/${id}`);
  await demand('POST', '/dotmailer/data-fields/synchronize', {});
  await at.idle();
  const { settings } = await demand<SettingsAnswer>('GET', '/dotmailer/settings');
  await demand('PUT', '/dotmailer/settings', settings);
  await demand('PUT', '/dotmailer/settings', {
    ...settings,
    syncEveryMinutes: 9,
    guard: { ...settings.guard, minimum: 7 },
  });
  await demand('PUT', '/dotmailer/settings', settings);
  const told = (await trail()).map(({ action, details }) => [action, details]);
  const { syncEveryMinutes, guard } = settings;
  expect(told).toEqual([
    ['data-field.created', { integration: 'Sandbox' }],
    ['data-field.changed', { integration: 'Sandbox' }],
    ['data-field.deleted', { integration: 'Sandbox' }],
    ['sync.requested', { what: 'data-fields' }],
    [
      'settings.changed',
      {
        settings: [
          `syncEveryMinutes: ${syncEveryMinutes} → 9`,
          `guard.minimum: ${guard.minimum} → 7`,
        ],
      },
    ],
    [
      'settings.changed',
      {
        settings: [
          `syncEveryMinutes: 9 → ${syncEveryMinutes}`,
          `guard.minimum: 7 → ${guard.minimum}`,
        ],
      },
    ],
  ]);
  expect((await trail())[4]?.subject).toBeNull();
});

test('a command of the terminal is kept as such', async () => {
  const terminal = createTerminal(() => appOf(at.site.strapi));
  await terminal.run({ name: 'sync', full: true }, () => undefined);
  expect(await last()).toMatchObject({
    action: 'sync.requested',
    actor: { kind: 'terminal' },
    subject: { kind: 'integration', name: 'Sandbox', exists: true },
    details: { what: 'full' },
  });
});

test('can be filtered by action, person and period, searched, and paged by key', async () => {
  const insert = (number: number, row: Record<string, unknown> = {}) => ({
    at: Date.UTC(2026, 0, number),
    actor_kind: 'person',
    actor_id: 1,
    actor_email: 'ada@site.example',
    action: 'sync.requested',
    subject_kind: 'list',
    subject_id: `l${number}`,
    subject_name: `List ${number}`,
    details: '{}',
    ...row,
  });
  await at
    .table('dotmailer_audit')
    .insert([
      insert(1),
      insert(2, { actor_id: 2, actor_email: 'bob@site.example' }),
      insert(3, { actor_kind: 'terminal', actor_id: null, actor_email: null }),
      insert(4, { action: 'members.retried' }),
      insert(5, { subject_name: '50%_off' }),
      insert(6, { actor_email: 'ada.now@site.example' }),
    ]);
  const names = async (query: string) =>
    (await page(query)).results.map(({ subject }) => subject?.name);

  expect(await names('?action=members.retried')).toEqual(['List 4']);
  expect(await names('?actor=2')).toEqual(['List 2']);
  expect(await names('?actor=terminal')).toEqual(['List 3']);
  const between = '?from=2026-01-02T00:00:00.000Z&to=2026-01-03T00:00:00.000Z';
  expect(await names(between)).toEqual(['List 3', 'List 2']);
  expect(await names('?search=LIST%204')).toEqual(['List 4']);
  expect(await names('?search=50%25_')).toEqual(['50%_off']);
  expect(await names('?search=bob@')).toEqual(['List 2']);
  expect(await names('?search=ist')).toEqual([]);

  const first = await page('?pageSize=4');
  expect(first).toMatchObject({ total: 6, more: false });
  expect(first.results).toHaveLength(4);
  const second = await page(`?pageSize=4&after=${first.after}`);
  expect(second.results.map(({ subject }) => subject?.name)).toEqual(['List 2', 'List 1']);
  expect(second.after).toBeNull();

  const actors = await demand<AuditActors>('GET', '/dotmailer/audit/actors');
  expect(actors).toEqual([
    { value: 'terminal', email: null },
    { value: '1', email: 'ada.now@site.example' },
    { value: '2', email: 'bob@site.example' },
  ]);
  for (const wrong of ['?action=dance', '?actor=nobody', '?from=yesterday', '?pageSize=0'])
    expect((await at.site.request('GET', `/dotmailer/audit${wrong}`)).status, wrong).toBe(400);
});

test('goes after its retention, and not before', async () => {
  const deps = appOf(at.site.strapi);
  const { audit: days } = (await deps.repositories.settings.effective()).retentionDays;
  expect(days).toBe(365);
  const row = (age: number) => ({
    at: Date.now() - age * 86_400_000,
    actor_kind: 'terminal',
    action: 'sync.requested',
    details: '{}',
  });
  await at.table('dotmailer_audit').insert([row(366), row(364)]);
  await applyRetention(deps, new AbortController().signal);
  expect(await at.table('dotmailer_audit').select()).toHaveLength(1);
});

test('a trail that cannot be written undoes nothing, and the log says so', async () => {
  const { db, log } = at.site.strapi;
  const errors: string[] = [];
  const { error } = log;
  log.error = ((message: string) => void errors.push(message)) as never;
  await db.connection.schema.renameTable('dotmailer_audit', 'dotmailer_audit_away');
  try {
    await demand('POST', '/dotmailer/synchronize', { integrationId: at.integrationId });
  } finally {
    await db.connection.schema.renameTable('dotmailer_audit_away', 'dotmailer_audit');
    log.error = error;
  }
  expect(errors.join('\n')).toContain('The audit trail misses sync.requested');
});

test('is read by whoever may, and by nobody else', async () => {
  const reader = await personWith(at.site, ['plugin::dotmailer.audit.read']);
  const allowed = await at.site.request('GET', '/dotmailer/audit', undefined, reader);
  expect(allowed.status).toBe(200);
  const other = await personWith(at.site, ['plugin::dotmailer.runs.read'], {
    [CONTACT]: ['email'],
  });
  expect((await at.site.request('GET', '/dotmailer/audit', undefined, other)).status).toBe(403);
});
