import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { bulkUpsert, whereAmong, type BulkTarget } from '../bulk';
import type { Db } from '../db';

export type EventKind = 'open' | 'click' | 'view';

/** A single open, click or page view; `at` in epoch milliseconds. */
export type CampaignEvent = {
  personKey: string;
  at: number;
  /** Of a click or a view. */
  url: string | null;
  /** Mail client of an open. */
  client: string | null;
};

/** Longest name of a mail client that is kept. */
const CLIENT_LENGTH = 100;

/** Events of a campaign that are deleted by one statement. */
const BATCH = 500;

const LINKS: BulkTarget = {
  table: TABLE.campaignLink,
  columns: { campaign_id: 'int', hash: 'text', url: 'text' },
  key: ['campaign_id', 'hash'],
  replace: [],
};

const EVENTS: BulkTarget = {
  table: TABLE.campaignEvent,
  columns: {
    campaign_id: 'int',
    person_key: 'text',
    kind: 'text',
    at: 'ms',
    link_id: 'int',
    client: 'text',
  },
  key: ['campaign_id', 'person_key', 'kind', 'at', 'link_id'],
  replace: [],
};

const hashOf = (url: string): string => createHash('md5').update(url).digest('hex');

/** Single events of campaigns, each stored once, and the addresses they led to. */
export const createCampaignEvents = (db: Db) => {
  const linkIds = async (
    campaignId: number,
    hashes: string[],
    trx: Knex.Transaction
  ): Promise<Map<string, number>> => {
    if (hashes.length === 0) return new Map();
    const links = db.table(TABLE.campaignLink, trx).where({ campaign_id: campaignId });
    const rows: { id: number; hash: string }[] = await whereAmong(db, links, 'hash', hashes).select(
      'id',
      'hash'
    );
    return new Map(rows.map(({ id, hash }) => [hash, id]));
  };

  /** Stores addresses that are new; answers the id of each by its hash. */
  const storeLinks = async (
    campaignId: number,
    urls: Map<string, string>,
    trx: Knex.Transaction
  ): Promise<Map<string, number>> => {
    const hashes = [...urls.keys()];
    const known = await linkIds(campaignId, hashes, trx);
    const fresh = hashes.filter((hash) => !known.has(hash));
    if (fresh.length === 0) return known;
    await bulkUpsert(
      db,
      LINKS,
      fresh.map((hash) => ({ campaign_id: campaignId, hash, url: urls.get(hash) ?? '' })),
      trx
    );
    return linkIds(campaignId, hashes, trx);
  };

  return {
    /** Stores events; those that are there already change nothing. */
    write: async (
      campaignId: number,
      kind: EventKind,
      events: CampaignEvent[],
      trx: Knex.Transaction
    ): Promise<void> => {
      const hashed = events.map((event) => ({
        ...event,
        hash: event.url === null ? null : hashOf(event.url),
      }));
      const urls = new Map(
        hashed.flatMap(({ hash, url }) => (hash === null ? [] : [[hash, url ?? ''] as const]))
      );
      const ids = await storeLinks(campaignId, urls, trx);
      await bulkUpsert(
        db,
        EVENTS,
        hashed.map(({ personKey, at, hash, client }) => ({
          campaign_id: campaignId,
          person_key: personKey,
          kind,
          at,
          link_id: hash === null ? 0 : (ids.get(hash) ?? 0),
          client: client?.slice(0, CLIENT_LENGTH) ?? null,
        })),
        trx
      );
    },

    /** Deletes some events of a campaign before then; answers how many went. */
    deleteOld: async (campaignId: number, before: number): Promise<number> => {
      const old: { id: number }[] = await db
        .table(TABLE.campaignEvent)
        .where({ campaign_id: campaignId })
        .whereIn('kind', ['open', 'click', 'view'] satisfies EventKind[])
        .where('at', '<', before)
        .limit(BATCH)
        .select('id');
      if (old.length === 0) return 0;
      return db
        .table(TABLE.campaignEvent)
        .whereIn(
          'id',
          old.map(({ id }) => id)
        )
        .delete();
    },
  };
};
