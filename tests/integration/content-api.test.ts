import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ReportedActivities,
  ReportedCampaign,
  ReportedPage,
  ReportedSummary,
} from '../../contracts/content-api';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

const DAY = 86_400_000;
const CAMPAIGNS = '/api/dotmailer/campaigns';
const SUMMARIES = `${CAMPAIGNS}/summaries`;

let at: ConnectedSite;
let listId: string;
const remote: Record<string, number> = {};
const tokens: Record<string, string> = {};
let activitiesOf: (name: string) => string;

const tokenFor = async (name: string, type: string, permissions?: string[]): Promise<string> => {
  const answer = await at.site.request<{ data: { accessKey: string } }>(
    'POST',
    '/admin/api-tokens',
    { name, description: '', type, lifespan: null, ...(permissions ? { permissions } : {}) }
  );
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.accessKey;
};

beforeAll(async () => {
  at = await startConnectedSite({ config: { contentApi: true } });
  await at.addPeople(
    Array.from({ length: 12 }, (_, index) => ({ email: `reader${index}@example.com` }))
  );
  const { control } = at.sandbox;
  for (const [name, ago] of [
    ['Spring', 20],
    ['Summer', 5],
  ] as const) {
    const id = await at.createList({ name });
    const book = await at.createBook(name);
    await at.connect(id, book.id);
    await at.scheduledSync();
    remote[name] = control.createCampaign({ name, subject: `${name} news` }).id;
    control.sendCampaign(remote[name], { bookIds: [book.remoteId], ago: ago * DAY });
    control.react(remote[name], 'open', { count: 5, over: DAY });
    control.react(remote[name], 'click', { count: 2, over: DAY });
    if (name === 'Spring') listId = id;
  }
  await at.scheduledSync();
  for (const action of ['campaigns', 'summaries', 'activities'])
    tokens[action] = await tokenFor(action, 'custom', [`plugin::dotmailer.reports.${action}`]);
  tokens.readOnly = await tokenFor('of something else', 'read-only');
  const stored: { name: string; id: string }[] = await at
    .table('dotmailer_campaigns')
    .select({ name: 'name', id: 'document_id' });
  activitiesOf = (name) => `${CAMPAIGNS}/${stored.find((one) => one.name === name)?.id}/activities`;
});

afterAll(() => at.close());

const get = <T>(path: string, token: string | null | undefined) =>
  at.site.request<T>('GET', path, undefined, token ?? null);

describe('who may read', () => {
  test('nobody without a token', async () => {
    for (const path of [CAMPAIGNS, SUMMARIES, activitiesOf('Spring')])
      expect((await get(path, null)).status).toBe(403);
  });

  test('a token that may do one thing does exactly that', async () => {
    const paths = {
      campaigns: CAMPAIGNS,
      summaries: SUMMARIES,
      activities: activitiesOf('Spring'),
    };
    for (const granted of Object.keys(paths))
      for (const [action, path] of Object.entries(paths)) {
        const { status } = await get(path, tokens[granted]);
        expect([granted, action, status]).toEqual([
          granted,
          action,
          granted === action ? 200 : 403,
        ]);
      }
  });

  test('not a read-only token that was made for something else', async () => {
    for (const path of [CAMPAIGNS, SUMMARIES, activitiesOf('Spring')])
      expect((await get(path, tokens.readOnly)).status).toBe(403);
  });

  test('nothing is written', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const headers = { authorization: `Bearer ${tokens.campaigns}` };
      const answer = await fetch(`${at.site.url}${CAMPAIGNS}`, { method, headers });
      expect(answer.status).toBe(405);
    }
  });
});

describe('what is told', () => {
  const campaigns = (query = '') =>
    get<ReportedPage<ReportedCampaign>>(`${CAMPAIGNS}${query}`, tokens.campaigns);
  const names = async (query: string) => (await campaigns(query)).body.data.map(({ name }) => name);

  test('campaigns, the latest first, without anybody’s address', async () => {
    const { body } = await campaigns();
    expect(body.data).toMatchObject([
      { name: 'Summer', subject: 'Summer news', status: 'Sent', gone: false },
      { name: 'Spring', integration: 'Sandbox', lists: [listId] },
    ]);
    expect(body.meta.pagination).toEqual({ page: 1, pageSize: 25, pageCount: 1, total: 2 });
    expect(JSON.stringify(body)).not.toContain('reader');
  });

  test('page by page, by list and by date', async () => {
    expect(await names('?pagination[pageSize]=1')).toEqual(['Summer']);
    expect(await names('?pagination[pageSize]=1&pagination[page]=2')).toEqual(['Spring']);
    expect(await names(`?list=${listId}`)).toEqual(['Spring']);
    const tenDaysAgo = new Date(Date.now() - 10 * DAY).toISOString();
    expect(await names(`?sentFrom=${tenDaysAgo}`)).toEqual(['Summer']);
    expect(await names(`?sentBefore=${tenDaysAgo}`)).toEqual(['Spring']);
    for (const wrong of ['?sentFrom=yesterday', '?pagination[pageSize]=101', '?list='])
      expect((await campaigns(wrong)).status).toBe(400);
  });

  test('totals as the vendor counts them', async () => {
    const { body } = await get<ReportedPage<ReportedSummary>>(SUMMARIES, tokens.summaries);
    for (const { name, counts, recipientsClicked } of body.data) {
      const { totals } = at.sandbox.control.campaign(remote[name] ?? 0);
      expect(counts).toMatchObject({
        sent: totals.sent,
        opens: totals.opens,
        clicks: totals.clicks,
      });
      expect(recipientsClicked).toBe(totals.recipientsClicked);
    }
  });

  test('activities page by page, each recipient once', async () => {
    const path = activitiesOf('Spring');
    const pages: ReportedActivities['data'][] = [];
    const page = async (after: string): Promise<ReportedActivities> => {
      const query = new URLSearchParams({
        'pagination[pageSize]': '5',
        'pagination[after]': after,
      });
      return (await get<ReportedActivities>(`${path}?${query}`, tokens.activities)).body;
    };
    for (let after: string | null = ''; after !== null;) {
      const { data, meta } = await page(after);
      pages.push(data);
      after = meta.pagination.after;
    }
    const people = pages.flat();
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
    expect(new Set(people.map(({ email }) => email)).size).toBe(12);
    const { totals } = at.sandbox.control.campaign(remote.Spring ?? 0);
    expect(people.reduce((sum, { opens }) => sum + opens, 0)).toBe(totals.opens.total);
    expect(people.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(totals.clicks.total);
    expect(people.filter(({ lastOpenedAt }) => lastOpenedAt !== null)).toHaveLength(5);
  });

  test('an unknown campaign is not found', async () => {
    expect((await get(`${CAMPAIGNS}/nothing/activities`, tokens.activities)).status).toBe(404);
  });
});
