import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** More than two pages of each report. */
const PEOPLE = 2_500;

let at: ConnectedSite;
let book: { id: number; remoteId: number };
let listId: string;

beforeAll(async () => {
  at = await startConnectedSite();
  listId = await at.createList({ name: 'Nobody of ours', kind: 'manual' });
  book = await at.createBook('Many');
  at.sandbox.control.seedContacts(book.remoteId, PEOPLE, 'one');
  await at.connect(listId, book.id);
  await at.scheduledSync();
}, 240_000);
afterAll(() => at.close());

const sendTo = (bookId: number): number => {
  const { control } = at.sandbox;
  const { id } = control.createCampaign();
  control.sendCampaign(id, { bookIds: [bookId], ago: 3 * HOUR });
  control.react(id, 'open', { count: PEOPLE, over: 2 * HOUR });
  control.react(id, 'click', { count: 1_200, over: HOUR });
  return id;
};

const sweepSoon = () =>
  at.table('dotmailer_cursors').where({ feed: 'campaign-sweep' }).update({ read_at: 0 });

/** What was read, as numbers; times of the rows are the vendor's. */
const stored = async (remoteId: number) => {
  const campaign = await at.table('dotmailer_campaigns').where({ remote_id: remoteId }).first();
  const count = async (name: string, where = {}) =>
    Number(
      (
        await at
          .table(name)
          .where({ campaign_id: campaign?.id, ...where })
          .count({ n: '*' })
      )[0]?.n
    );
  return {
    campaign,
    recipients: await count('dotmailer_activities'),
    opens: await count('dotmailer_campaign_events', { kind: 'open' }),
    clicks: await count('dotmailer_campaign_events', { kind: 'click' }),
  };
};

const expectWhole = async (remoteId: number) => {
  const { events } = at.sandbox.control.campaign(remoteId);
  expect(await stored(remoteId)).toMatchObject({
    recipients: PEOPLE,
    opens: events.opens,
    clicks: events.clicks,
    campaign: { due_at: null, progress: null },
  });
};

const REPORT = '/v2/campaigns/{campaignId}/opens';

test('a page that fails in the middle loses and doubles nothing, and is tried again from there', async () => {
  const { control } = at.sandbox;
  const id = sendTo(book.remoteId);
  await sweepSoon();
  control.clearCalls();
  control.setLatency(100, '/opens');
  const failing = (async () => {
    await expect
      .poll(() => control.calls().byEndpoint[`GET ${REPORT}`] ?? 0, {
        timeout: 30_000,
        interval: 5,
      })
      .toBeGreaterThan(0);
    control.failNext(1, 400, '/opens');
    control.setLatency(0, '/opens');
  })();
  await at.scheduledSync();
  await failing;
  const half = await stored(id);
  expect(half.recipients).toBe(PEOPLE);
  expect(half.opens).toBeLessThan(control.campaign(id).events.opens);
  expect(JSON.parse(String(half.campaign?.progress))).toMatchObject({ report: 'opens' });
  const run = await at
    .table('dotmailer_runs')
    .where({ kind: 'campaigns' })
    .orderBy('id', 'desc')
    .first();
  expect(run).toMatchObject({ status: 'warnings' });
  expect(run?.warnings).toContain('campaign-unreadable');

  // An hour later it goes on; recipients are not read a second time.
  await at.table('dotmailer_campaigns').where({ remote_id: id }).update({ due_at: 1 });
  control.clearCalls();
  await at.scheduledSync();
  await expectWhole(id);
  expect(control.calls().byEndpoint['GET /v2/campaigns/{campaignId}/activities'] ?? 0).toBe(0);
}, 120_000);

test('reports make way for a synchronisation that waits, and go on after it', async () => {
  const { control } = at.sandbox;
  const id = sendTo(book.remoteId);
  await sweepSoon();
  control.clearCalls();
  control.setLatency(200, '/opens');
  const reading = at.sync();
  await expect
    .poll(() => control.calls().byEndpoint[`GET ${REPORT}`] ?? 0, { timeout: 30_000, interval: 5 })
    .toBeGreaterThan(0);
  const asked = await at.site.request('POST', '/dotmailer/synchronize', {
    integrationId: at.integrationId,
  });
  expect(asked.status).toBe(200);
  await reading;
  control.setLatency(0, '/opens');
  await at.idle();
  await expectWhole(id);
  const kinds: string[] = await at.table('dotmailer_runs').orderBy('id').pluck('kind');
  expect(kinds.slice(-4)).toEqual(['sync', 'campaigns', 'sync', 'campaigns']);
}, 120_000);
