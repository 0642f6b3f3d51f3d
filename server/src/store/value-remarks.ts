import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import { bulkUpsert, whereAmong, type BulkTarget } from './bulk';
import type { Db } from './db';

/** A value of a record: which data field of which document. */
export type ValuePlace = { collection: string; docId: string; dataField: string };

/** What is to be said about a two-way value; times are epoch milliseconds, null texts are blank. */
export type ValueRemark = ValuePlace & {
  kind: 'conflict' | 'refused' | 'waiting';
  host: string | null;
  remote: string | null;
  winner: 'strapi' | 'dotmailer' | null;
  reason: string | null;
  at: number;
};

const WRITTEN: BulkTarget = {
  table: TABLE.valueRemark,
  columns: {
    integration_id: 'int',
    collection: 'text',
    doc_id: 'text',
    data_field: 'text',
    kind: 'text',
    host: 'text',
    remote: 'text',
    winner: 'text',
    reason: 'text',
    at: 'ms',
  },
  key: ['integration_id', 'doc_id', 'collection', 'data_field'],
  replace: ['kind', 'host', 'remote', 'winner', 'reason', 'at'],
};

const COLUMNS = {
  collection: 'r.collection',
  docId: 'r.doc_id',
  dataField: 'r.data_field',
  kind: 'r.kind',
  host: 'r.host',
  remote: 'r.remote',
  winner: 'r.winner',
  reason: 'r.reason',
  at: 'r.at',
};

/** Remarks on two-way values: at most one per value. */
export const createValueRemarks = (db: Db) => {
  const ofIntegration = (integrationId: number) =>
    db.table(`${TABLE.valueRemark} as r`).where({ 'r.integration_id': integrationId });

  return {
    /** Remarks on values of these documents, of whichever collection. */
    of: async (integrationId: number, docIds: string[]): Promise<ValueRemark[]> => {
      const found: ValueRemark[] = [];
      for (const part of chunks(docIds, 1000)) {
        const rows = whereAmong(db, ofIntegration(integrationId), 'r.doc_id', part);
        found.push(...((await rows.orderBy('r.id').select(COLUMNS)) as ValueRemark[]));
      }
      return found;
    },

    /** Documents of a connection with a value that is refused or waits, and that were saved since. */
    savedSince: async (
      integrationId: number,
      { id, collection }: { id: number; collection: string }
    ): Promise<string[]> => {
      const rows: { docId: string }[] = await ofIntegration(integrationId)
        .where({ 'r.collection': collection })
        .whereNot({ 'r.kind': 'conflict' })
        .join(`${TABLE.change} as c`, (join) => {
          join.on('c.doc_id', 'r.doc_id').andOnVal('c.connection_id', id);
        })
        .distinct('r.doc_id as docId');
      return rows.map(({ docId }) => docId);
    },

    /** Writes remarks, each in place of the one there is on its value. */
    write: (integrationId: number, remarks: ValueRemark[], trx: Knex.Transaction): Promise<void> =>
      bulkUpsert(
        db,
        WRITTEN,
        remarks.map(({ docId, dataField, ...remark }) => ({
          ...remark,
          integration_id: integrationId,
          doc_id: docId,
          data_field: dataField,
        })),
        trx
      ),

    /** Takes away what is not true any more; conflicts stay, as history. */
    settle: async (
      integrationId: number,
      places: ValuePlace[],
      trx: Knex.Transaction
    ): Promise<void> => {
      const byField = new Map<string, string[]>();
      for (const { collection, dataField, docId } of places) {
        const key = JSON.stringify([collection, dataField]);
        byField.set(key, [...(byField.get(key) ?? []), docId]);
      }
      for (const [key, docIds] of byField) {
        const [collection, data_field] = JSON.parse(key) as [string, string];
        for (const part of chunks(docIds, 1000)) {
          const rows = db
            .table(TABLE.valueRemark, trx)
            .where({ integration_id: integrationId, collection, data_field })
            .whereNot({ kind: 'conflict' });
          await whereAmong(db, rows, 'doc_id', part).delete();
        }
      }
    },
  };
};
