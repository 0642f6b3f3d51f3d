import { CONTACT } from '../support/connected-site';
import { FIELDS, type Truth, type Value } from './facts';
import type { Stage } from './stage';

type VendorTruth = Pick<Truth, 'vendor' | 'unsubscribed' | 'suppressed'>;

/** What the vendor holds, read from the sandbox itself. */
export const readVendor = ({ sandbox: { control }, lists }: Stage): VendorTruth => {
  const books = lists.map(({ remoteId }) => control.book(remoteId));
  const vendor: Truth['vendor'] = new Map();
  books.forEach((book, list) => {
    for (const { email, status, dataFields } of book.members) {
      const known = vendor.get(email.toLowerCase());
      vendor.set(email.toLowerCase(), {
        subscribed: status === 'Subscribed',
        lists: [...(known?.lists ?? []), list],
        values: FIELDS.map(({ remote, read }) => read(dataFields[remote])),
      });
    }
  });
  return {
    vendor,
    unsubscribed: books.map(
      ({ unsubscribed }) => new Set(unsubscribed.map(({ email }) => email.toLowerCase()))
    ),
    suppressed: new Set(control.suppressed().map(({ email }) => email.toLowerCase())),
  };
};

/** What both sides hold. */
export const readTruth = async (stage: Stage): Promise<Truth> => {
  const { strapi, lists } = stage;
  const table = (name: string) => strapi.db.connection(name);
  const records = (await strapi
    .documents(CONTACT as never)
    .findMany({ limit: 100 } as never)) as unknown as ({ documentId: string } & {
    [attribute: string]: unknown;
  })[];
  const host = new Map<string, Value[]>(
    records.map((record) => [
      record.documentId,
      FIELDS.map(({ host: attribute, read }) => read(record[attribute])),
    ])
  );
  const takenOff: { list_id: string; doc_id: string }[] = await table('dotmailer_list_records')
    .where({ kind: 'removed', reason: 'taken-off' })
    .select('list_id', 'doc_id');
  return {
    ...readVendor(stage),
    host,
    takenOff: takenOff.map((row) => ({
      list: lists.findIndex(({ listId }) => listId === row.list_id),
      docId: row.doc_id,
    })),
    doubles: await doublesOf(stage),
  };
};

/** Whatever exists twice although there is one of it. */
const doublesOf = async ({ strapi }: Stage): Promise<string[]> => {
  const twice = async (table: string, columns: string[], where: string): Promise<string[]> => {
    const rows: { [column: string]: unknown }[] = await strapi.db
      .connection(table)
      .whereRaw(where)
      .groupBy(columns)
      .havingRaw('count(*) > 1')
      .select(columns);
    return rows.map((row) => `${table}: ${JSON.stringify(row)} is there more than once`);
  };
  const ledger = 'dotmailer_ledger';
  return [
    ...(await twice(ledger, ['connection_id', 'email_norm'], "role = 'owner'")),
    ...(await twice(ledger, ['connection_id', 'doc_id'], 'doc_id is not null')),
    ...(await twice(
      'dotmailer_contacts',
      ['integration_id', 'remote_id'],
      'remote_id is not null'
    )),
    ...(await twice('dotmailer_connections', ['address_book_id'], 'closed_at is null')),
  ];
};
