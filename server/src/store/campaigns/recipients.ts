import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { normaliseEmail } from '../../core/email';
import { whereAmong } from '../bulk';
import type { Db } from '../db';
import type { Activity } from './activities';

/** What recipients can be picked by. */
export type Deed = 'opened' | 'not-opened' | 'clicked' | 'bounced' | 'unsubscribed';

export type RecipientQuery = {
  /** Beginning of the e-mail. */
  search?: string | undefined;
  did?: Deed | undefined;
};

/** What one recipient did. Times are epoch milliseconds. */
export type RecipientRow = Activity & { lastClickedAt: number | null };

const COLUMNS = {
  personKey: 'a.person_key',
  contactRemoteId: 'a.contact_remote_id',
  email: 'a.email',
  emailNorm: 'a.email_norm',
  opens: 'a.opens',
  clicks: 'a.clicks',
  pageViews: 'a.page_views',
  forwards: 'a.forwards',
  estimatedForwards: 'a.estimated_forwards',
  replies: 'a.replies',
  sentAt: 'a.sent_at',
  firstOpenedAt: 'a.first_opened_at',
  lastOpenedAt: 'a.last_opened_at',
  lastClickedAt: 'a.last_clicked_at',
  firstOpenIp: 'a.first_open_ip',
  unsubscribed: 'a.unsubscribed',
  softBounced: 'a.soft_bounced',
  hardBounced: 'a.hard_bounced',
} as const satisfies Record<keyof RecipientRow, string>;

const DEEDS: Record<Deed, (query: Knex.QueryBuilder) => Knex.QueryBuilder> = {
  opened: (query) => query.where('a.opens', '>', 0),
  'not-opened': (query) => query.where('a.opens', 0),
  clicked: (query) => query.where('a.clicks', '>', 0),
  bounced: (query) =>
    query.where((any) => {
      any.where('a.soft_bounced', true).orWhere('a.hard_bounced', true);
    }),
  unsubscribed: (query) => query.where('a.unsubscribed', true),
};

type FlagRow = Omit<RecipientRow, 'unsubscribed' | 'softBounced' | 'hardBounced'> & {
  unsubscribed: unknown;
  softBounced: unknown;
  hardBounced: unknown;
};

const fromRow = (row: FlagRow): RecipientRow => ({
  ...row,
  unsubscribed: Boolean(row.unsubscribed),
  softBounced: Boolean(row.softBounced),
  hardBounced: Boolean(row.hardBounced),
});

/** A record of a list's collection that has somebody's address. */
export type RecordOfPerson = {
  personKey: string;
  collection: string;
  documentId: string;
  listId: string;
};

type Person = Pick<RecipientRow, 'personKey' | 'contactRemoteId' | 'emailNorm'>;

/** Recipients of a campaign, for people to look at; in the order of their keys, which the index has. */
export const createRecipients = (db: Db) => {
  const filtered = (campaignId: number, { search, did }: RecipientQuery): Knex.QueryBuilder => {
    const query = db.table(`${TABLE.activity} as a`).where('a.campaign_id', campaignId);
    if (did) DEEDS[did](query);
    if (search) query.where(beginsWith(db, normaliseEmail(search)));
    return query;
  };

  return {
    /** One page; `after` is the key of the last recipient before it. */
    page: async (
      campaignId: number,
      query: RecipientQuery & { after: string; limit: number }
    ): Promise<RecipientRow[]> => {
      const rows = (await filtered(campaignId, query)
        .where('a.person_key', '>', query.after)
        .orderBy('a.person_key')
        .limit(query.limit)
        .select(COLUMNS)) as FlagRow[];
      return rows.map(fromRow);
    },

    /** Counted up to `limit`. */
    countUpTo: async (
      campaignId: number,
      query: RecipientQuery,
      limit: number
    ): Promise<number> => {
      const rows = filtered(campaignId, query).select('a.person_key').limit(limit);
      const row = await db.knex.count({ n: '*' }).from(rows.as('counted')).first();
      return Number(row?.n ?? 0);
    },

    /**
     * Records these people have in lists of the integration: by the address their contact has now, else
     * by the one it was sent to.
     */
    records: async (integrationId: number, people: Person[]): Promise<RecordOfPerson[]> => {
      const addresses = await addressesNow(db, integrationId, people);
      const rows = await ledgerRows(db, integrationId, [...new Set(addresses.values())]);
      return people.flatMap(({ personKey }) => {
        const email = addresses.get(personKey);
        return rows
          .filter((row) => row.email === email)
          .map(({ collection, documentId, listId }) => ({
            personKey,
            collection,
            documentId,
            listId,
          }));
      });
    },
  };
};

type LedgerEntry = { email: string; collection: string; documentId: string; listId: string };

/** Rows of these addresses, the oldest first. Connections first: a key begins with them. */
const ledgerRows = async (
  db: Db,
  integrationId: number,
  emails: string[]
): Promise<LedgerEntry[]> => {
  const connections: { id: number; collection: string; listId: string }[] = await db
    .table(TABLE.connection)
    .where({ integration_id: integrationId })
    .select('id', 'collection', { listId: 'list_id' });
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  const ofConnections = whereAmong(db, db.table(TABLE.ledger), 'connection_id', [...byId.keys()]);
  const rows: { id: number; connectionId: number; email: string; documentId: string }[] =
    await whereAmong(db, ofConnections, 'email_norm', emails).whereNotNull('doc_id').select('id', {
      connectionId: 'connection_id',
      email: 'email_norm',
      documentId: 'doc_id',
    });
  return rows
    .sort((one, other) => one.id - other.id)
    .flatMap(({ connectionId, email, documentId }) => {
      const connection = byId.get(connectionId);
      if (!connection) return [];
      const { collection, listId } = connection;
      return [{ email, documentId, collection, listId }];
    });
};

/** Addresses are kept in lower case, so that they are compared as they stand. */
const beginsWith = (db: Db, text: string): Knex.Raw => {
  const literal = text.replace(/[!%_]/g, (character) => `!${character}`);
  return db.knex.raw("a.email_norm like ? escape '!'", [`${literal}%`]);
};

const addressesNow = async (
  db: Db,
  integrationId: number,
  people: Person[]
): Promise<Map<string, string>> => {
  const ids = people.flatMap(({ contactRemoteId }) => contactRemoteId ?? []);
  const rows: { remoteId: number; emailNorm: string }[] = await whereAmong(
    db,
    db.table(TABLE.contact).where({ integration_id: integrationId }),
    'remote_id',
    ids
  ).select({ remoteId: 'remote_id', emailNorm: 'email_norm' });
  const byId = new Map(rows.map(({ remoteId, emailNorm }) => [remoteId, emailNorm]));
  return new Map(
    people.flatMap(({ personKey, contactRemoteId, emailNorm }) => {
      const now = (contactRemoteId === null ? undefined : byId.get(contactRemoteId)) ?? emailNorm;
      return now === null ? [] : [[personKey, now] as const];
    })
  );
};
