import { createHash } from 'node:crypto';
import { normaliseEmail } from '../../../server/src/core/email';
import { personKey } from '../../../server/src/core/person-key';
import { recipientsOf, sendCampaigns } from '../campaigns';
import type { FloorDb } from './database';
import { INTEGRATION } from './members';
import type { Scenario } from './scenario';
import { mergeRows, type Columns, type Row } from './sets';
import { ACTIVITIES, CAMPAIGN_EVENTS, CAMPAIGN_LINKS, newDocumentId } from './tables';
import { openAccount, pullLever, type Vendor } from './vendor';

type Doer = { contactId: number; email: string };
type Activity = Doer & {
  numOpens: number;
  numPageViews: number;
  numClicks: number;
  numForwards: number;
  numEstimatedForwards: number;
  numReplies: number;
  dateSent: string;
  dateFirstOpened: string;
  dateLastOpened: string;
  firstOpenIp: string;
  unsubscribed: boolean;
  softBounced: boolean;
  hardBounced: boolean;
};
type Open = Doer & { dateOpened: string; mailClient: string; mailClientVersion: string };
type Click = Doer & { dateClicked: string; url: string };
type View = Doer & { dateViewed: string; url: string };

const WHO: Columns = {
  document_id: 'text',
  integration_id: 'integer',
  campaign_id: 'integer',
  person_key: 'text',
  contact_remote_id: 'integer',
  email: 'text',
  email_norm: 'text',
};
const DONE: Columns = {
  opens: 'integer',
  clicks: 'integer',
  page_views: 'integer',
  forwards: 'integer',
  estimated_forwards: 'integer',
  replies: 'integer',
  sent_at: 'double precision',
  first_opened_at: 'double precision',
  last_opened_at: 'double precision',
  first_open_ip: 'text',
  unsubscribed: 'boolean',
  soft_bounced: 'boolean',
  hard_bounced: 'boolean',
};
const CLICKED: Columns = { last_clicked_at: 'double precision' };
const PERSON = ['campaign_id', 'person_key'];

const LINK: Columns = { campaign_id: 'integer', hash: 'text', url: 'text' };
const EVENT: Columns = {
  campaign_id: 'integer',
  person_key: 'text',
  kind: 'text',
  at: 'double precision',
  link_id: 'integer',
  client: 'text',
};
const EVENT_KEY = ['campaign_id', 'person_key', 'kind', 'at', 'link_id'];

const momentOf = (date: string | null): number | null =>
  date === null || date === '' ? null : Date.parse(date);

const who = (campaign: number, doer: Doer): Row => [
  newDocumentId(),
  INTEGRATION,
  campaign,
  personKey(doer),
  doer.contactId,
  doer.email,
  normaliseEmail(doer.email),
];

const writeActivities = (db: FloorDb, campaign: number, page: Activity[]): Promise<void> => {
  const rows = page.map((one): Row => [
    ...who(campaign, one),
    one.numOpens,
    one.numClicks,
    one.numPageViews,
    one.numForwards,
    one.numEstimatedForwards,
    one.numReplies,
    momentOf(one.dateSent),
    momentOf(one.dateFirstOpened),
    momentOf(one.dateLastOpened),
    one.firstOpenIp,
    one.unsubscribed,
    one.softBounced,
    one.hardBounced,
  ]);
  const columns = { ...WHO, ...DONE };
  return db.batch((trx) =>
    mergeRows(
      db,
      { table: ACTIVITIES, columns, key: PERSON, replaced: Object.keys(DONE) },
      rows,
      trx
    )
  );
};

type Event = Doer & { at: number; url: string | null; client: string | null };

/** Ids of the addresses of a campaign, each stored once and remembered. */
const createLinks = (db: FloorDb, campaign: number) => {
  const ids = new Map<string, number>();
  return async (urls: string[]): Promise<Map<string, number>> => {
    const fresh = [...new Set(urls)].filter((url) => !ids.has(url));
    if (fresh.length === 0) return ids;
    const rows = fresh.map((url): Row => [
      campaign,
      createHash('md5').update(url).digest('hex'),
      url,
    ]);
    const target = { table: CAMPAIGN_LINKS, columns: LINK, key: ['campaign_id', 'hash'] };
    await db.batch((trx) => mergeRows(db, { ...target, replaced: [] }, rows, trx));
    const stored = await db.rows<{ id: number; url: string }>(
      `select id, url from ${CAMPAIGN_LINKS} where campaign_id = ?`,
      [campaign]
    );
    for (const { id, url } of stored) ids.set(url, id);
    return ids;
  };
};

const readEvents = async <T extends Doer>(
  { db, vendor, campaign }: { db: FloorDb; vendor: Vendor; campaign: number },
  { path, kind, toEvent }: { path: string; kind: string; toEvent: (row: T) => Event }
): Promise<number> => {
  const links = createLinks(db, campaign);
  let read = 0;
  const keyOf = (row: T) => {
    const { at, url } = toEvent(row);
    return `${row.contactId} ${at} ${url}`;
  };
  for await (const page of vendor.pages<T>(path, keyOf)) {
    const events = page.map(toEvent);
    const ids = await links(events.flatMap(({ url }) => url ?? []));
    const rows = events.map((event): Row => [
      campaign,
      personKey(event),
      kind,
      event.at,
      event.url === null ? 0 : (ids.get(event.url) ?? 0),
      event.client,
    ]);
    const last = new Map(events.map((event) => [personKey(event), event]));
    const clicked = [...last.values()].map((event): Row => [...who(campaign, event), event.at]);
    await db.batch(async (trx) => {
      const target = { table: CAMPAIGN_EVENTS, columns: EVENT, key: EVENT_KEY };
      await mergeRows(db, { ...target, replaced: [] }, rows, trx);
      if (kind !== 'click') return;
      const columns = { ...WHO, ...CLICKED };
      await mergeRows(
        db,
        { table: ACTIVITIES, columns, key: PERSON, replaced: Object.keys(CLICKED) },
        clicked,
        trx
      );
    });
    read += page.length;
  }
  return read;
};

/** Campaigns nothing of which was read yet: every page of their reports read, every row written. */
export const activity: Scenario = {
  prepare: async (_db, { contacts, campaigns }, sandbox) => {
    const state = await openAccount(sandbox, { books: 1, contacts });
    const recipients = recipientsOf({ contacts, campaigns });
    const [bookId = 0] = state.bookIds;
    const pull = pullLever(sandbox, state.accountId);
    return { ...state, campaignIds: await sendCampaigns(pull, { bookId, campaigns, recipients }) };
  },
  run: async (db, vendor, { campaignIds = [] }) => {
    let rowsRead = 0;
    for (const campaign of campaignIds) {
      const path = `campaigns/${campaign}`;
      await vendor.get(path);
      await vendor.get(`${path}/summary`);
      const at = { db, vendor, campaign };
      for await (const page of vendor.pages<Activity>(
        `${path}/activities`,
        ({ contactId }) => contactId
      )) {
        await writeActivities(db, campaign, page);
        rowsRead += page.length;
      }
      rowsRead += await readEvents<Open>(at, {
        path: `${path}/opens`,
        kind: 'open',
        toEvent: (open) => ({
          ...open,
          at: Date.parse(open.dateOpened),
          url: null,
          client: `${open.mailClient} ${open.mailClientVersion}`,
        }),
      });
      rowsRead += await readEvents<Click>(at, {
        path: `${path}/clicks`,
        kind: 'click',
        toEvent: (click) => ({ ...click, at: Date.parse(click.dateClicked), client: null }),
      });
      rowsRead += await readEvents<View>(at, {
        path: `${path}/page-views/since-date/1970-01-01`,
        kind: 'view',
        toEvent: (view) => ({ ...view, at: Date.parse(view.dateViewed), client: null }),
      });
    }
    return { rowsRead };
  },
};
