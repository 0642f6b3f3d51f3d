import { UID } from '../constants';
import { msOf } from './columns';
import type { Db } from './db';
import type { ListDefinition } from './list-query';

/** A marketing list. `id` is its documentId; `snapshotAt` is in epoch milliseconds. */
export type MarketingList = ListDefinition & {
  name: string;
  brokenReason: string | null;
  snapshotAt: number | null;
};

type Row = {
  documentId: string;
  name: string;
  collection: string;
  emailField: string;
  kind: MarketingList['kind'] | null;
  filter: unknown;
  recordLocale: string | null;
  version: MarketingList['version'];
  brokenReason: string | null;
  snapshotAt: unknown;
};

/** A list out of its stored attributes, as a document or a row has them. */
const toMarketingList = (row: Row): MarketingList => ({
  id: row.documentId,
  name: row.name,
  collection: row.collection,
  emailField: row.emailField,
  kind: row.kind ?? 'dynamic',
  filter: row.filter ?? null,
  locale: row.recordLocale ?? null,
  version: row.version ?? null,
  brokenReason: row.brokenReason ?? null,
  snapshotAt: msOf(row.snapshotAt),
});

/**
 * The rows of `marketing-list`, through `strapi.db`: what the plugin itself writes here passes no
 * document middleware and sends no webhooks.
 */
export const createMarketingLists = (db: Db) => {
  const query = () => db.strapi.db.query(UID.marketingList);
  const findMany = async (where: Record<string, unknown>): Promise<MarketingList[]> =>
    ((await query().findMany({ where, orderBy: { id: 'asc' } })) as Row[]).map(toMarketingList);
  const update = async (id: string, data: Record<string, unknown>): Promise<void> => {
    await query().updateMany({ where: { documentId: id }, data });
  };

  return {
    find: async (id: string): Promise<MarketingList | null> =>
      (await findMany({ documentId: id }))[0] ?? null,

    all: () => findMany({}),

    /** The lists a `where` of `strapi.db` is about. */
    matching: (where: unknown) => findMany(where as Record<string, unknown>),

    /** Manual lists over a collection, by name. */
    manualOf: async (collection: string): Promise<MarketingList[]> =>
      (await findMany({ collection, kind: 'manual' })).sort((a, b) => a.name.localeCompare(b.name)),

    /** Why nobody is added, removed or sent; null once the list can be evaluated again. */
    setBroken: (id: string, brokenReason: string | null) => update(id, { brokenReason }),

    /** When the snapshot was taken; null while there is none. */
    setSnapshotAt: (id: string, at: number | null) =>
      update(id, { snapshotAt: at === null ? null : new Date(at) }),
  };
};
