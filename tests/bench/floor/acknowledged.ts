import type { FloorDb } from './database';
import { insertLedger, readMembers, settleOwners, type Member } from './members';
import { analyse, fillHost, LEDGER } from './tables';

/**
 * A host of which every record is in the book it belongs to, acknowledged: where a quiet cycle and a
 * reconcile begin. Connection b is that of list b.
 */
export const fillAcknowledged = async (
  db: FloorDb,
  { contacts, books }: { contacts: number; books: number }
): Promise<void> => {
  await fillHost(db, contacts, books);
  let place = 0;
  await readMembers(db, async (members) => {
    const lists = new Map<number, Member[]>();
    for (const member of members) {
      const list = place % books;
      lists.set(list, [...(lists.get(list) ?? []), member]);
      place += 1;
    }
    for (const [list, its] of lists) {
      await settleOwners(db, connectionOf(list), its);
      const kept = { connection: connectionOf(list), state: 'acknowledged', upload: null };
      await db.batch((trx) => insertLedger(db, its, kept, trx));
    }
  });
  await analyse(db, LEDGER);
};

/** The connection whose list has the records with `orders` = list. */
export const connectionOf = (list: number): number => list + 1;
