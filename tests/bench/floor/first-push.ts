import { stringify } from 'csv-stringify/sync';
import { writeContacts } from './contacts';
import type { FloorDb } from './database';
import { FIELDS, INTEGRATION, insertLedger, readMembers, settleOwners } from './members';
import type { Scenario } from './scenario';
import { idRanges, RANGE } from './sets';
import { fillHost, LEDGER, UPLOADS } from './tables';
import {
  MAX_FILE_BYTES,
  openAccount,
  readOptOuts,
  SUPPRESSED_SINCE,
  unsubscribedSince,
  type Vendor,
  type VendorContact,
} from './vendor';

const CONNECTION = 1;
/** Files on their way at a time. */
const IN_FLIGHT = 2;
const HEADER = Buffer.from(stringify([['Email', ...FIELDS]]));

/** A file, and the upload row that was written before any of its rows. */
type File = { upload: number; csv: Buffer[]; bytes: number; rows: number };

/**
 * A list of N records into an empty book. Read by key range, one ledger row per record written once
 * as sent, CSV, multipart, poll, acknowledge, and the vendor's ids read back from the book: an import
 * answers none.
 */
export const firstPush: Scenario = {
  prepare: async (db, { contacts }, sandbox) => {
    await fillHost(db, contacts, 1);
    return openAccount(sandbox, { books: 1, contacts: 0 });
  },
  run: async (db, vendor, { bookIds: [book = 0] }) => {
    const began = performance.now();
    const elapsed = () => (performance.now() - began) / 1000;
    const optedOut = await lookAtOptOuts(vendor, book);
    const deliveries: Promise<void>[] = [];
    const send = async (file: File) => {
      if (file.rows === 0) return;
      await deliveries[deliveries.length - IN_FLIGHT];
      deliveries.push(deliver(db, vendor, book, file));
    };
    let file = await newFile(db);
    let rows = 0;
    await readMembers(db, async (members) => {
      await settleOwners(db, CONNECTION, members);
      const owners = members.filter(({ role, norm }) => role === 'owner' && !optedOut.has(norm));
      const csv = Buffer.from(stringify(owners.map(({ email, cells }) => [email, ...cells])));
      if (file.bytes + csv.length > MAX_FILE_BYTES) {
        await send(file);
        file = await newFile(db);
      }
      const { upload } = file;
      await db.batch((trx) =>
        insertLedger(db, members, { connection: CONNECTION, state: 'sent', upload }, trx)
      );
      file.csv.push(csv);
      file.bytes += csv.length;
      file.rows += owners.length;
      rows += owners.length;
    });
    await send(file);
    const stagedAfter = elapsed();
    await Promise.all(deliveries);
    const acknowledgedAfter = elapsed();
    const contacts = await readBack(db, vendor, book);
    if (contacts !== rows) throw new Error(`${rows} were sent and ${contacts} are in the book`);
    return { rowsSent: rows, uploads: deliveries.length, stagedAfter, acknowledgedAfter };
  },
};

/** Nothing is uploaded before everybody who opted out is known. */
const lookAtOptOuts = async (vendor: Vendor, book: number): Promise<Set<string | null>> =>
  new Set<string | null>([
    ...(await readOptOuts(vendor, SUPPRESSED_SINCE, 0)),
    ...(await readOptOuts(vendor, unsubscribedSince(book), 0)),
  ]);

const newFile = async (db: FloorDb): Promise<File> => {
  const row = {
    integration_id: INTEGRATION,
    connection_id: CONNECTION,
    kind: 'values',
    status: 'preparing',
    open: true,
    created_at: Date.now(),
  };
  await db.knex(UPLOADS).insert(row);
  const [last] = await db.rows<{ id: number }>(`select max(id) as id from ${UPLOADS}`);
  return { upload: last?.id ?? 0, csv: [HEADER], bytes: HEADER.length, rows: 0 };
};

/** One file's life at the vendor, beside the making of the next one. */
const deliver = async (db: FloorDb, vendor: Vendor, book: number, file: File): Promise<void> => {
  const upload = () => db.knex(UPLOADS).where({ id: file.upload });
  const remoteId = await vendor.startImport(book, file.csv);
  await upload().update({ remote_id: remoteId, status: 'NotFinished', sent_at: Date.now() });
  await vendor.finished(remoteId, file.rows);
  await upload().update({ status: 'Finished' });
  await acknowledge(db, file.upload);
  await upload().update({ open: false, settled_at: Date.now(), row_count: file.rows });
};

/** By ranges of ids alone: SQLite would walk all rows of the upload for each range otherwise. */
const acknowledge = async (db: FloorDb, upload: number): Promise<void> => {
  const now = Date.now();
  const uploadId = db.kind === 'sqlite' ? '+upload_id' : 'upload_id';
  await idRanges(db, `${LEDGER} where upload_id = ${upload}`, RANGE[db.kind], (after, end) =>
    db.batch(async (trx) => {
      await db.rows(
        `update ${LEDGER} set state = 'acknowledged', acknowledged_at = ?, exported_at = ?, changed_at = ?
         where id > ? and id <= ? and ${uploadId} = ? and state = 'sent'`,
        [now, now, now, after, end, upload],
        trx
      );
    })
  );
};

/** Contact rows are written once: with the vendor's ids and the values it has just acknowledged. */
const readBack = async (db: FloorDb, vendor: Vendor, book: number): Promise<number> => {
  let count = 0;
  const path = `address-books/${book}/contacts`;
  for await (const page of vendor.pages<VendorContact>(path, ({ id }) => id)) {
    await writeContacts(db, page, CONNECTION);
    count += page.length;
  }
  return count;
};
