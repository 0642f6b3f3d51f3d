import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Campaign,
  CampaignChoices,
  CampaignContent,
  CampaignLinks,
  CampaignPage,
  CampaignSeries,
  RecipientPage,
} from '../../contracts/campaigns';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { personWith } from '../support/people';
import { signIn } from '../support/site';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const READ = 'plugin::dotmailer.campaigns.read';
const PEOPLE = 'plugin::dotmailer.activities.read';
const NASTY = '=HYPERLINK("http://evil.example","Spring, \nsales")';

let at: ConnectedSite;
let listId: string;
let spring: number;
let bookId: number;

beforeAll(async () => {
  at = await startConnectedSite();
  await at.addPeople(
    Array.from({ length: 60 }, (_, index) => ({
      firstName: `Reader ${index}`,
      email: `reader${index}@example.com`,
    }))
  );
  listId = await at.createList({ name: 'Readers' });
  const book = await at.createBook('Readers');
  bookId = book.remoteId;
  await at.connect(listId, book.id);
  await at.scheduledSync();
  const { control } = at.sandbox;
  const send = (name: string, ago: number, to = bookId) => {
    const { id } = control.createCampaign({ name });
    control.sendCampaign(id, { bookIds: [to], ago });
    return id;
  };
  spring = send('Spring', 9 * DAY);
  control.simulateReactions(spring, 8);
  send(NASTY, 20 * DAY);
  const elsewhere = await at.createBook('Elsewhere');
  control.seedContacts(elsewhere.remoteId, 3, 'else');
  control.react(send('Elsewhere', DAY, elsewhere.remoteId), 'open', { count: 1 });
  await at.table('dotmailer_cursors').where({ feed: 'campaign-sweep' }).update({ read_at: 0 });
  await at.scheduledSync();
}, 120_000);

afterAll(() => at.close());

const get = async <T>(path: string, token?: string): Promise<T> => {
  const answer = await at.site.request<{ data: T }>('GET', `/dotmailer${path}`, undefined, token);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.body.data;
};

const list = (query = '') => get<CampaignPage>(`/campaigns${query}`);
const names = async (query: string) => (await list(query)).results.map(({ name }) => name);

const springId = async (): Promise<number> => {
  const [found] = (await list('?search=spring')).results;
  return found?.id ?? 0;
};

const csv = async (path: string) => {
  const token = await signIn(at.site.url, true);
  const answer = await fetch(`${at.site.url}/dotmailer${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await answer.text();
  return { answer, rows: parse(text, { bom: true, columns: true }) as Record<string, string>[] };
};

describe('the table of campaigns', () => {
  test('has those that concern a list, newest first, with the figures of the vendor', async () => {
    const { results, pagination } = await list();
    expect(results.map(({ name }) => name)).toEqual(['Spring', NASTY]);
    expect(pagination).toMatchObject({ total: 2, page: 1 });
    const { totals } = at.sandbox.control.campaign(spring);
    const { recipientsClicked, ...counts } = totals;
    expect(results[0]).toMatchObject({
      integrationName: 'Sandbox',
      status: 'Sent',
      goneAt: null,
      books: [{ remoteId: bookId, name: 'Readers', list: { id: listId, name: 'Readers' } }],
      figures: {
        ...Object.fromEntries(Object.entries(counts).map(([name, { total }]) => [name, total])),
        recipientsClicked,
      },
      rates: {
        delivered: counts.delivered.total / counts.sent.total,
        uniqueOpens: counts.uniqueOpens.total / counts.delivered.total,
        recipientsClicked: recipientsClicked / counts.delivered.total,
        clicksToOpens: counts.clicks.total / counts.opens.total,
      },
    });
  });

  test('is searched by the beginning of name or subject, filtered, sorted and paged', async () => {
    const [{ subject = '' } = {}] = (await list('?search=SPR')).results;
    expect(await names('?search=SPR')).toEqual(['Spring']);
    expect(await names(`?search=${encodeURIComponent((subject ?? '').slice(0, 5))}`)).toContain(
      'Spring'
    );
    expect(await names('?search=pring')).toEqual([]);
    expect(await names('?search=%25')).toEqual([]);
    expect(await names('?status=Paused')).toEqual([]);
    expect(await names('?gone=yes')).toEqual([]);
    expect(await names(`?listId=${listId}&gone=no&status=Sent`)).toEqual(['Spring', NASTY]);
    expect(await names('?listId=another')).toEqual([]);
    expect(await names(`?integrationId=${at.integrationId + 1}`)).toEqual([]);
    for (const field of ['name', 'sentAt', 'delivered', 'opens', 'clicks', 'unsubscribes']) {
      const up = await names(`?sort=${field}:asc`);
      expect(await names(`?sort=${field}:desc`)).toEqual([...up].reverse());
    }
    expect(await names('?sort=opens:desc')).toEqual(['Spring', NASTY]);
    expect(await names('?pageSize=1&page=2')).toEqual([NASTY]);
    const refused = await at.site.request('GET', '/dotmailer/campaigns?sort=html:asc');
    expect(refused.status).toBe(400);
    expect(await get<CampaignChoices>('/campaigns/choices')).toEqual({
      statuses: ['Sent'],
      lists: [{ id: listId, name: 'Readers' }],
    });
  });

  test('is downloaded as a file that no spreadsheet runs', async () => {
    const { answer, rows } = await csv('/campaigns/download?sort=name:asc');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="campaigns-\d{4}-\d\d-\d\d\.csv"$/
    );
    expect(rows.map(({ Name }) => Name).sort()).toEqual([`'${NASTY}`, 'Spring'].sort());
    const { totals } = at.sandbox.control.campaign(spring);
    expect(rows.find(({ Name }) => Name === 'Spring')).toMatchObject({
      Opens: String(totals.opens.total),
      'Marketing lists': 'Readers',
    });
    expect((await csv('/campaigns/download?search=nothing')).rows).toEqual([]);
  });
});

describe('one campaign', () => {
  test('tells all that is known of it, by version too', async () => {
    const campaign = await get<Campaign>(`/campaigns/${await springId()}`);
    const { totals } = at.sandbox.control.campaign(spring);
    expect(totals).toMatchObject({ ...campaign.split });
    expect(campaign).toMatchObject({ remoteId: spring, isSplitTest: false });
    expect(campaign.split?.sent.total).toBe(60);
    expect(campaign.fromAddress).toContain('@');
    expect(Date.parse(campaign.readAt ?? '')).toBeGreaterThan(Date.now() - 10 * MINUTE);
  });

  test('of no list is nobody’s', async () => {
    const row = (await at.table('dotmailer_campaigns').where({ name: 'Elsewhere' }))[0];
    for (const path of ['', '/content', '/series?unit=day', '/links', '/recipients']) {
      const id = (row as { id: number } | undefined)?.id ?? 123456;
      const answer = await at.site.request('GET', `/dotmailer/campaigns/${id}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });

  test('has its mail', async () => {
    const mail = await get<CampaignContent>(`/campaigns/${await springId()}/content`);
    expect(mail.html).toContain('http://$UNSUB$');
    expect(mail.text).toContain('$UNSUB$');
  });

  test('has every open and click in its days, and the first three days in its hours', async () => {
    const id = await springId();
    const { events, sentAt } = at.sandbox.control.campaign(spring);
    const sum = ({ points }: CampaignSeries) => ({
      opens: points.reduce((total, point) => total + point.opens, 0),
      clicks: points.reduce((total, point) => total + point.clicks, 0),
    });
    for (const offset of [0, 120, -330]) {
      const days = await get<CampaignSeries>(`/campaigns/${id}/series?unit=day&offset=${offset}`);
      expect(sum(days)).toEqual({ opens: events.opens, clicks: events.clicks });
      for (const [index, { at: time }] of days.points.entries()) {
        expect((Date.parse(time) + offset * MINUTE) % DAY).toBe(0);
        if (index > 0)
          expect(Date.parse(time) - Date.parse(days.points[index - 1]?.at ?? '')).toBe(DAY);
      }
    }
    const hours = await get<CampaignSeries>(`/campaigns/${id}/series?unit=hour`);
    const times = hours.points.map(({ at: time }) => Date.parse(time));
    expect(Math.max(...times)).toBeLessThan((sentAt ?? 0) + 3 * DAY);
    expect(sum(hours).opens).toBeGreaterThan(0);
    expect(sum(hours).opens).toBeLessThanOrEqual(events.opens);
  });

  test('has the links that were clicked, those clicked most first', async () => {
    const links = await get<CampaignLinks>(`/campaigns/${await springId()}/links`);
    const { events, totals } = at.sandbox.control.campaign(spring);
    expect(links.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(events.clicks);
    expect(links.map(({ clicks }) => clicks)).toEqual(
      links.map(({ clicks }) => clicks).sort((a, b) => b - a)
    );
    for (const { url, people, clicks } of links) {
      expect(url).toMatch(/^https?:/);
      expect(people).toBeLessThanOrEqual(Math.min(clicks, totals.recipientsClicked));
    }
  });
});

describe('recipients', () => {
  const find = async (query = '', token?: string) =>
    get<RecipientPage>(`/campaigns/${await springId()}/recipients${query}`, token);

  test('come page by page, each once', async () => {
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: RecipientPage = await find(`?pageSize=25&after=${encodeURIComponent(after)}`);
      expect([page.total, page.more]).toEqual([60, false]);
      seen.push(...page.results.map(({ email }) => email ?? ''));
      after = page.after;
    }
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
  });

  test('are found by the beginning of the e-mail, and by what they did', async () => {
    const { totals } = at.sandbox.control.campaign(spring);
    const total = async (query: string) => (await find(query)).total;
    expect(await total('?search=READER1')).toBe(11);
    expect(await total('?search=eader')).toBe(0);
    expect(await total('?search=reader_')).toBe(0);
    expect(await total('?did=opened')).toBe(totals.uniqueOpens.total);
    expect(await total('?did=not-opened')).toBe(60 - totals.uniqueOpens.total);
    expect(await total('?did=clicked')).toBe(totals.recipientsClicked);
    expect(await total('?did=unsubscribed')).toBe(totals.unsubscribes.total);
    expect(await total('?did=bounced')).toBe(totals.hardBounces.total + totals.softBounces.total);
  });

  test('lead to their records, as far as the viewer may read them', async () => {
    const [recipient] = (await find('?search=reader7@example.com')).results;
    expect(recipient?.records).toEqual([
      {
        collection: CONTACT,
        documentId: expect.any(String) as string,
        locale: null,
        label: expect.any(String) as string,
      },
    ]);
    const token = await personWith(at.site, [READ, PEOPLE]);
    const [unlinked] = (await find('?search=reader7@example.com', token)).results;
    expect(unlinked).toMatchObject({ email: 'reader7@example.com', records: [] });
  });

  test('are downloaded, narrowed as they are shown', async () => {
    const path = `/campaigns/${await springId()}/recipients/download`;
    const { answer, rows } = await csv(`${path}?did=opened`);
    expect(answer.headers.get('content-disposition')).toContain('filename="recipients-spring.csv"');
    const { totals } = at.sandbox.control.campaign(spring);
    expect(rows).toHaveLength(totals.uniqueOpens.total);
    expect(rows.reduce((sum, { Opens }) => sum + Number(Opens), 0)).toBe(totals.opens.total);
    expect((await csv(path)).rows).toHaveLength(60);
  });

  test('are nothing for somebody who may see campaigns only', async () => {
    const token = await personWith(at.site, [READ]);
    const id = await springId();
    for (const path of ['recipients', 'recipients/download']) {
      const answer = await at.site.request(
        'GET',
        `/dotmailer/campaigns/${id}/${path}`,
        undefined,
        token
      );
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const shown = await Promise.all(
      ['', '/content', '/series?unit=day', '/links'].map((path) =>
        get(`/campaigns/${id}${path}`, token)
      )
    );
    expect(JSON.stringify(shown)).not.toMatch(/reader\d/);
  });
});

test('a campaign that is gone stays, and says so', async () => {
  at.sandbox.control.removeCampaign(spring);
  await at.table('dotmailer_cursors').where({ feed: 'campaign-sweep' }).update({ read_at: 0 });
  await at.scheduledSync();
  const [gone] = (await list('?gone=yes')).results;
  expect(gone).toMatchObject({ name: 'Spring', status: 'Sent' });
  expect(gone?.goneAt).not.toBeNull();
  expect(gone?.figures?.sent).toBe(60);
  expect(await names('?gone=no')).toEqual([NASTY]);
});
