import { createHash } from 'node:crypto';
import { checkEmail } from './email';

/** Wanted data-field values of a member: field name -> text, null for a blank. */
export type Payload = Record<string, string | null>;

export type LedgerRole = 'owner' | 'duplicate' | 'no-email' | 'invalid';
export type LedgerState =
  | 'none'
  | 'staged'
  | 'sent'
  | 'acknowledged'
  | 'refused'
  | 'held'
  | 'opted-out'
  | 'leaving'
  | 'removing';

/** A host record as the membership scan reads it, beside the ledger row it already has. */
export type ScannedMember = {
  docId: string;
  /** When the record was created (ms): the oldest record of an e-mail owns it. */
  bornAt: number;
  email: unknown;
  payload: Payload;
  /** Why the record's values cannot be sent, in words; null when they can. */
  problem: string | null;
  ledger: {
    id: number;
    emailNorm: string | null;
    hash: string | null;
    role: LedgerRole;
    state: LedgerState;
    exportedAt: number | null;
  } | null;
};

/** The ledger row a member should have; role `duplicate` until ownership of the e-mail is resolved. */
export type WantedRow = {
  docId: string;
  bornAt: number;
  email: string | null;
  emailNorm: string | null;
  role: LedgerRole;
  state: LedgerState;
  hash: string;
  payload: string | null;
  /** The upload refuses the row for this reason instead of sending it. */
  problem: string | null;
};

export type Decision =
  | { kind: 'nothing' }
  /** Write the row; `detach` first sets the old address free to leave the book. */
  | {
      kind: 'write';
      row: WantedRow;
      detach: boolean;
      ownership: string[];
      /** The record is new here or has another e-mail than before: its opt-outs must follow. */
      newAddress: boolean;
    };

const digest = (email: string, payload: string): string =>
  createHash('md5').update(email).update('\n').update(payload).digest('hex');

const wantedRow = (member: ScannedMember): WantedRow => {
  const check = checkEmail(member.email);
  const base = { docId: member.docId, bornAt: member.bornAt, problem: null };
  if (check.kind === 'none') {
    return {
      ...base,
      email: null,
      emailNorm: null,
      role: 'no-email',
      state: 'none',
      hash: '',
      payload: null,
    };
  }
  if (check.kind === 'invalid') {
    const email = check.email.slice(0, 254);
    return {
      ...base,
      email,
      emailNorm: null,
      role: 'invalid',
      state: 'none',
      hash: digest(email, ''),
      payload: null,
    };
  }
  const payload = JSON.stringify(member.payload);
  const { problem } = member;
  return {
    ...base,
    email: check.email,
    emailNorm: check.norm,
    role: 'duplicate',
    state: 'none',
    hash: digest(check.norm, problem === null ? payload : `${payload}\n${problem}`),
    payload,
    problem,
  };
};

/**
 * Compares a scanned member with its ledger row. Rows of one e-mail decide among themselves who owns
 * it afterwards (`ownership` names the e-mails to look at), so a new row starts as a duplicate.
 */
export const decideMember = (member: ScannedMember): Decision => {
  const row = wantedRow(member);
  const known = member.ledger;
  const touched = (emails: (string | null)[]) => emails.filter((email) => email !== null);

  if (!known) {
    const ownership = touched([row.emailNorm]);
    return { kind: 'write', row, detach: false, ownership, newAddress: true };
  }
  // A removal or an upload carries this row right now: the next scan looks again.
  if (known.state === 'removing' || known.state === 'sent') return { kind: 'nothing' };

  if (known.emailNorm !== row.emailNorm) {
    return {
      kind: 'write',
      row,
      detach: known.role === 'owner',
      ownership: touched([known.emailNorm, row.emailNorm]),
      newAddress: true,
    };
  }
  const rejoined = known.state === 'leaving';
  if (known.hash === row.hash && !rejoined) return { kind: 'nothing' };
  if (known.role !== 'owner') {
    const ownership = touched([row.emailNorm]);
    return { kind: 'write', row, detach: false, ownership, newAddress: false };
  }
  // Who comes back has missed what changed at the vendor meanwhile: staged, though nothing may be owed.
  const state = rejoined ? 'staged' : stateAfterChange(known.state);
  return {
    kind: 'write',
    row: { ...row, role: 'owner', state },
    detach: false,
    ownership: touched([row.emailNorm]),
    newAddress: false,
  };
};

/** Changed values are staged, except where something else than the values keeps the row back. */
const stateAfterChange = (state: LedgerState): LedgerState =>
  state === 'opted-out' || state === 'held' ? state : 'staged';
