import type { Db } from '../db';
import { createLedgerFullRead } from './full-read';
import { createLedgerMembers } from './members';
import { createLedgerMirror } from './mirror';
import { createLedgerRemoval } from './removal';
import { createLedgerRows } from './rows';
import { createLedgerScan } from './scan';
import { createLedgerStaged } from './staged';
import { createLedgerUpload } from './upload';

/** Address book contacts: one row per member record of a connection. */
export const createLedger = (db: Db) => ({
  rows: createLedgerRows(db),
  scan: createLedgerScan(db),
  mirror: createLedgerMirror(db),
  removal: createLedgerRemoval(db),
  staged: createLedgerStaged(db),
  upload: createLedgerUpload(db),
  members: createLedgerMembers(db),
  fullRead: createLedgerFullRead(db),
});
