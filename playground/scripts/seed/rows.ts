import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';

export type Row = Record<string, unknown> & { documentId: string };

/** Collections of the playground that are seeded. */
type SeededUid =
  | 'api::company.company'
  | 'api::tag.tag'
  | 'api::contact.contact'
  | 'api::subscriber.subscriber'
  | 'api::lead.lead'
  | 'plugin::users-permissions.user';

const BATCH = 500;

/** Document ids as Strapi makes them: 24 lower-case letters and digits. */
export const newDocumentId = () =>
  Array.from(randomBytes(24), (byte) => (byte % 36).toString(36)).join('');

/**
 * Inserts rows in batches; Strapi fills in dates and defaults. A row that says nothing else is
 * published, as the Document Service does for collections without drafts.
 */
export const insertRows = async (strapi: Core.Strapi, uid: SeededUid, rows: Row[]) => {
  const data = rows.map((row) => ({ publishedAt: new Date(), ...row }));
  if (data.length > 0) await strapi.db.query(uid).createMany({ data });
};

/**
 * Row ids by document id. Databases disagree about what an insert of many rows answers, so they
 * are read back.
 */
export const idsOf = async (strapi: Core.Strapi, uid: SeededUid, rows: Row[]) => {
  const ids = new Map<string, number>();
  for (let start = 0; start < rows.length; start += BATCH) {
    const documentId = { $in: rows.slice(start, start + BATCH).map((row) => row.documentId) };
    const found = await strapi.db
      .query(uid)
      .findMany({ select: ['id', 'documentId'], where: { documentId } });
    for (const { id, documentId } of found) ids.set(documentId, Number(id));
  }
  return ids;
};

type JoinTable = {
  name: string;
  joinColumn: { name: string };
  inverseJoinColumn: { name: string };
  orderColumnName?: string;
  inverseOrderColumnName?: string;
};

/** Links pairs of rows through a relation's join table, as connecting them one by one would. */
export const linkRows = async (
  strapi: Core.Strapi,
  uid: SeededUid,
  attribute: string,
  pairs: [from: number, to: number][]
) => {
  const { joinTable } = strapi.db.metadata.get(uid).attributes[attribute] as unknown as {
    joinTable: JoinTable;
  };
  const order = new Map<string, number>();
  const nextPlace = (side: string) => {
    const place = (order.get(side) ?? 0) + 1;
    order.set(side, place);
    return place;
  };
  const rows = pairs.map(([from, to]) => ({
    [joinTable.joinColumn.name]: from,
    [joinTable.inverseJoinColumn.name]: to,
    ...(joinTable.orderColumnName ? { [joinTable.orderColumnName]: nextPlace(`f${from}`) } : {}),
    ...(joinTable.inverseOrderColumnName
      ? { [joinTable.inverseOrderColumnName]: nextPlace(`t${to}`) }
      : {}),
  }));
  for (let start = 0; start < rows.length; start += BATCH) {
    await strapi.db.getConnection(joinTable.name).insert(rows.slice(start, start + BATCH));
  }
};
