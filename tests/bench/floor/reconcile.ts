import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { connectionOf, fillAcknowledged } from './acknowledged';
import type { FloorDb } from './database';
import { HOST_SELECT, wantedOf, type HostRow } from './members';
import type { Scenario } from './scenario';
import { idRanges } from './sets';
import { HOST, LEDGER } from './tables';
import { openAccount } from './vendor';

const ROWS = 5000;
type Compared = HostRow & { ledgerEmail: string | null; ledgerHash: string | null };

const JOINED = `select ${HOST_SELECT}, l.email_norm as "ledgerEmail", l.hash as "ledgerHash"
  from ${HOST} as h
  left join ${LEDGER} as l on l.connection_id = ${connectionOf(0)} and l.doc_id = h.document_id`;

/** N members of one list: every record read with its mapped columns, hashed, compared with its ledger row. */
export const reconcile: Scenario = {
  prepare: async (db, { contacts }, sandbox) => {
    await fillAcknowledged(db, { contacts, books: 1 });
    return openAccount(sandbox, { books: 1, contacts: 0 });
  },
  run: async (db) => {
    let compared = 0;
    const compare = (rows: Compared[]) => {
      for (const row of rows) {
        const { norm, hash } = wantedOf(row);
        if (norm !== row.ledgerEmail || hash !== row.ledgerHash)
          throw new Error(`${row.documentId} differs, and nothing has changed`);
      }
      compared += rows.length;
    };
    if (db.kind === 'postgres') await readByCursor(db, compare);
    else await readByRanges(db, compare);
    const [ledger] = await db.rows<{ n: number }>(`select count(*) as n from ${LEDGER}`);
    if (Number(ledger?.n) !== compared) throw new Error('somebody left, and nothing has changed');
    return { compared };
  },
};

const readByRanges = (db: FloorDb, take: (rows: Compared[]) => void): Promise<void> =>
  idRanges(db, HOST, ROWS, async (after, end) => {
    take(
      await db.rows<Compared>(`${JOINED} where h.id > ? and h.id <= ? order by h.id`, [after, end])
    );
    await yieldToOthers();
  });

/**
 * PostgreSQL would hash the whole ledger for every range: one statement, handed out in slices. It only
 * reads, and readers stop nobody there.
 */
const readByCursor = (db: FloorDb, take: (rows: Compared[]) => void): Promise<void> =>
  db.batch(async (trx) => {
    await trx.raw('set local cursor_tuple_fraction = 1');
    await trx.raw(`declare members no scroll cursor for ${JOINED}`);
    for (;;) {
      const rows = await db.rows<Compared>(`fetch ${ROWS} from members`, [], trx);
      if (rows.length === 0) return;
      take(rows);
    }
  });
