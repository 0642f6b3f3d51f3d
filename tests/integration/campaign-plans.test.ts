import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { client } from '../support/database';
import { accessesOf, recordStatements } from '../support/query-plans';

const DAY = 86_400_000;
const CAMPAIGNS = 20;
const PEOPLE = 1000;

/** Tables that grow with campaigns times people. */
const LARGE = new Set([
  'dotmailer_activities',
  'dotmailer_campaign_events',
  'dotmailer_ledger',
  'dotmailer_contacts',
]);

let at: ConnectedSite;
let campaign: number;

const knex = () => at.site.strapi.db.connection;

const numbers = (length: number) => Array.from({ length }, (_, index) => index);

/** As many campaigns and people as make a planner look for an index. */
const fill = async () => {
  const sentAt = Date.now() - 5 * DAY;
  const insert = (table: string, rows: Record<string, unknown>[]) =>
    knex().batchInsert(table, rows, 400);
  await insert(
    'dotmailer_contacts',
    numbers(PEOPLE).map((person) => ({
      integration_id: at.integrationId,
      remote_id: 5_000_000 + person,
      email: `p${person}@example.com`,
      email_norm: `p${person}@example.com`,
      status: 'Subscribed',
    }))
  );
  await insert(
    'dotmailer_ledger',
    numbers(PEOPLE).map((person) => ({
      connection_id: 1,
      doc_id: `doc${person}`,
      email: `p${person}@example.com`,
      email_norm: `p${person}@example.com`,
      role: 'owner',
      state: 'acknowledged',
    }))
  );
  for (const number of numbers(CAMPAIGNS)) {
    const row = { integration_id: at.integrationId, remote_id: 9000 + number, name: `C${number}` };
    await insert('dotmailer_campaigns', [{ ...row, status: 'Sent', sent_at: new Date(sentAt) }]);
    const stored = (await at.table('dotmailer_campaigns').where(row).first('id')) as { id: number };
    campaign = stored.id;
    await insert('dotmailer_campaign_books', [
      { campaign_id: campaign, integration_id: at.integrationId, book_remote_id: 1, list_id: 'l' },
    ]);
    await insert(
      'dotmailer_activities',
      numbers(PEOPLE).map((person) => ({
        integration_id: at.integrationId,
        campaign_id: campaign,
        person_key: `c:${5_000_000 + person}`,
        contact_remote_id: 5_000_000 + person,
        email: `p${person}@example.com`,
        email_norm: `p${person}@example.com`,
        opens: person % 2,
        clicks: 0,
        unsubscribed: false,
        soft_bounced: false,
        hard_bounced: person % 100 === 0,
      }))
    );
    await insert(
      'dotmailer_campaign_events',
      numbers(PEOPLE).map((person) => ({
        campaign_id: campaign,
        person_key: `c:${5_000_000 + person}`,
        kind: person % 5 === 0 ? 'click' : 'open',
        at: sentAt + person * 60_000,
        link_id: person % 5 === 0 ? 1 + (person % 3) : 0,
      }))
    );
  }
  for (const table of LARGE) {
    if (client === 'postgres') await knex().raw(`analyze ${table}`);
    if (client === 'mysql') await knex().raw(`analyze table ${table}`);
  }
};

beforeAll(async () => {
  at = await startConnectedSite();
  const book = await at.createBook('Plans');
  await at.connect(await at.createList({ name: 'Plans', kind: 'manual' }), book.id);
  await fill();
}, 240_000);
afterAll(() => at.close());

test.each([
  ['the table', () => ''],
  ['one campaign', () => `/${campaign}`],
  ['recipients', () => `/${campaign}/recipients?after=c:5000500`],
  ['recipients who did something', () => `/${campaign}/recipients?did=opened`],
  ['recipients who had something happen', () => `/${campaign}/recipients?did=bounced`],
  ['a searched recipient', () => `/${campaign}/recipients?search=p99`],
  ['hours', () => `/${campaign}/series?unit=hour`],
  ['days', () => `/${campaign}/series?unit=day&offset=60`],
  ['links', () => `/${campaign}/links`],
])('%s of a campaign is found by key', async (_, path) => {
  const statements = await recordStatements(knex(), async () => {
    const answer = await at.site.request('GET', `/dotmailer/campaigns${path()}`);
    expect(answer.status).toBe(200);
  });
  const found: string[] = [];
  for (const statement of statements) {
    if (!/dotmailer_/.test(statement.sql)) continue;
    for (const access of await accessesOf(knex(), statement))
      if (LARGE.has(access.table) && access.kind !== 'key')
        found.push(`${access.kind} (${access.plan})\n  ${statement.sql}`);
  }
  expect(found).toEqual([]);
});
