import { writeContacts } from './contacts';
import type { Scenario } from './scenario';
import { openAccount, type VendorContact } from './vendor';

/** A book of N contacts nobody here knows: every page read with its values, every contact written. */
export const firstPull: Scenario = {
  prepare: (_db, { contacts }, sandbox) => openAccount(sandbox, { books: 1, contacts }),
  run: async (db, vendor, { bookIds: [book = 0] }) => {
    let rows = 0;
    const path = `address-books/${book}/contacts?withFullData=true`;
    for await (const page of vendor.pages<VendorContact>(path, ({ id }) => id)) {
      await writeContacts(db, page);
      rows += page.length;
    }
    return { rowsRead: rows };
  },
};
