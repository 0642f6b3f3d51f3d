import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { checkEmail } from '../../../server/src/core/email';
import type { FloorDb } from './database';
import { BATCH, emailsKnown, idRanges, insertRows, type Columns } from './sets';
import { HOST, LEDGER } from './tables';

export const INTEGRATION = 1;
/** Columns of the file beside the e-mail, as the plugin fills them for a collection without a mapping. */
export const FIELDS = ['FIRSTNAME', 'LASTNAME', 'FULLNAME'] as const;

/** A host row as the scans read it. */
export type HostRow = {
  documentId: string;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
};
export const HOST_SELECT =
  'h.document_id as "documentId", h.email, h.first_name as "firstName", h.last_name as "lastName"';

/** What a member's ledger row should say; `norm` is null for whom nobody can mail. */
export type Wanted = {
  documentId: string;
  email: string | null;
  norm: string | null;
  role: 'owner' | 'duplicate' | 'no-email' | 'invalid';
  cells: string[];
  payload: string | null;
  hash: string;
};

/** Trims, normalises, maps and hashes one host row. */
export const wantedOf = ({ documentId, ...row }: HostRow): Wanted => {
  const check = checkEmail(row.email);
  if (check.kind !== 'ok') {
    const role = check.kind === 'none' ? 'no-email' : 'invalid';
    const { email } = row;
    return { documentId, email, norm: null, role, cells: [], payload: null, hash: '' };
  }
  const first = (row.firstName ?? '').trim();
  const last = (row.lastName ?? '').trim();
  const cells = [first, last, `${first} ${last}`.trim()];
  const values = FIELDS.map((field, at) => [field, cells[at] || null]);
  const payload = JSON.stringify(Object.fromEntries(values));
  const hash = createHash('md5').update(check.norm).update('\n').update(payload).digest('hex');
  const { email, norm } = check;
  return { documentId, email, norm, role: 'owner', cells, payload, hash };
};

/** Epoch milliseconds of when the record was made. */
const BORN_AT = {
  sqlite: 'h.created_at',
  postgres: 'cast(extract(epoch from h.created_at) * 1000 as double precision)',
  mysql: "timestampdiff(microsecond, '1970-01-01', h.created_at) / 1e3",
};

export type Member = Wanted & { bornAt: number };

/** All host rows, oldest first, in batches fit for one write. */
export const readMembers = async (
  db: FloorDb,
  take: (members: Member[]) => Promise<void>
): Promise<void> => {
  const select = `select ${HOST_SELECT}, ${BORN_AT[db.kind]} as "bornAt" from ${HOST} as h`;
  await idRanges(db, HOST, BATCH[db.kind], async (after, end) => {
    const rows = await db.rows<HostRow & { bornAt: number }>(
      `${select} where h.id > ? and h.id <= ? order by h.id`,
      [after, end]
    );
    await take(rows.map((row) => ({ ...wantedOf(row), bornAt: Number(row.bornAt) })));
  });
};

/** One record owns an e-mail, the oldest: here the one that was read first. */
export const settleOwners = async (
  db: FloorDb,
  connection: number,
  members: Member[]
): Promise<void> => {
  const norms = members.flatMap(({ norm }) => (norm === null ? [] : [norm]));
  const known = await emailsKnown(db, LEDGER, connection, norms);
  for (const member of members) {
    if (member.norm === null) continue;
    if (known.has(member.norm)) member.role = 'duplicate';
    known.add(member.norm);
  }
};

const LEDGER_COLUMNS: Columns = {
  connection_id: 'integer',
  doc_id: 'text',
  email: 'text',
  email_norm: 'text',
  role: 'text',
  state: 'text',
  born_at: 'double precision',
  hash: 'text',
  payload: 'text',
  upload_id: 'integer',
  changed_at: 'double precision',
};

/** New ledger rows; owners begin in `state`. */
export const insertLedger = (
  db: FloorDb,
  members: Member[],
  { connection, state, upload }: { connection: number; state: string; upload: number | null },
  trx: Knex.Transaction
): Promise<void> => {
  const now = Date.now();
  const rows = members.map((member) => {
    const isOwner = member.role === 'owner';
    return [
      connection,
      member.documentId,
      member.email,
      member.norm,
      member.role,
      isOwner ? state : 'none',
      member.bornAt,
      member.hash,
      member.payload,
      isOwner ? upload : null,
      now,
    ];
  });
  return insertRows(db, LEDGER, LEDGER_COLUMNS, rows, trx);
};
