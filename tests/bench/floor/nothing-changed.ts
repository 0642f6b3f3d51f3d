import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { connectionOf, fillAcknowledged } from './acknowledged';
import type { FloorDb } from './database';
import type { Scenario } from './scenario';
import { idRanges } from './sets';
import { HOST, LEDGER } from './tables';
import {
  openAccount,
  readOptOuts,
  SUPPRESSED_SINCE,
  unsubscribedSince,
  type Vendor,
} from './vendor';

/** PostgreSQL hashes the whole ledger for each range, and stops nobody meanwhile: few and wide ones. */
const RANGE = { sqlite: 5000, postgres: 200_000, mysql: 5000 } as const;
/** Each feed is read again from a little before the last time. */
const SINCE = 120_000;

/**
 * N members of B lists, all acknowledged, and nothing new anywhere: one look at every feed of the
 * vendor, and one at every list, since a bulk write of the host leaves no trace but its rows.
 */
export const nothingChanged: Scenario = {
  prepare: async (db, size, sandbox) => {
    await fillAcknowledged(db, size);
    return openAccount(sandbox, { books: size.books, contacts: 0 });
  },
  run: async (db, vendor, { bookIds }) => {
    const since = Date.now() - SINCE;
    const date = new Date(since).toISOString().slice(0, 19);
    await readAll(vendor, 'address-books');
    await readOptOuts(vendor, SUPPRESSED_SINCE, since);
    let news = 0;
    for (const book of bookIds) {
      const path = `address-books/${book}/contacts/modified-since/${date}Z?withFullData=true`;
      news += await readAll(vendor, path);
      await readOptOuts(vendor, unsubscribedSince(book), since);
    }
    if (news > 0) throw new Error('contacts have changed, and nothing was to');
    const began = performance.now();
    let members = 0;
    for (const list of bookIds.keys()) members += await scanList(db, list);
    return { members, databaseSeconds: (performance.now() - began) / 1000 };
  },
};

const readAll = async (vendor: Vendor, path: string): Promise<number> => {
  let rows = 0;
  for await (const page of vendor.pages<{ id: number }>(path, ({ id }) => id)) rows += page.length;
  return rows;
};

/**
 * Joiners by an anti-join in ranges of host keys. The same pass counts the members that have a ledger
 * row: as many as the ledger has rows means that nobody left, and no second pass is needed.
 */
const scanList = async (db: FloorDb, list: number): Promise<number> => {
  const connection = connectionOf(list);
  let [members, known] = [0, 0];
  await idRanges(db, HOST, RANGE[db.kind], async (after, end) => {
    const [counts] = await db.rows<{ members: number; known: number }>(
      `select count(*) as members, count(l.id) as known
       from ${HOST} as h
       left join ${LEDGER} as l on l.connection_id = ? and l.doc_id = h.document_id
       where h.id > ? and h.id <= ? and h.orders = ?`,
      [connection, after, end, list]
    );
    members += Number(counts?.members);
    known += Number(counts?.known);
    await yieldToOthers();
  });
  const [ledger] = await db.rows<{ n: number }>(
    `select count(*) as n from ${LEDGER} where connection_id = ? and doc_id is not null`,
    [connection]
  );
  if (members !== known) throw new Error(`list ${list} has joiners, and nothing has changed`);
  if (Number(ledger?.n) !== known) throw new Error(`list ${list} has leavers, and nothing changed`);
  return members;
};
