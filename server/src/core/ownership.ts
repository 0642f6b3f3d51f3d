import type { LedgerState } from './member-decision';

/** What the decision needs of a ledger row. */
export type OwnedRow = {
  id: number;
  docId: string | null;
  emailNorm: string;
  role: 'owner' | 'duplicate';
  state: LedgerState;
  bornAt: number;
  hash: string;
  exportedAt: number | null;
};

export type OwnershipChange =
  | { kind: 'claim'; id: number }
  /** A leaver whose address is wanted again: `heir` keeps the membership, nothing is taken off. */
  | { kind: 'succeed'; from: OwnedRow; heir: OwnedRow }
  /** `to` takes over what the vendor acknowledged for `from`. */
  | { kind: 'hand-over'; from: OwnedRow; to: OwnedRow; state: LedgerState; drop: boolean };

const isMember = (row: OwnedRow): boolean =>
  row.docId !== null && row.state !== 'leaving' && row.state !== 'removing';

const older = (a: OwnedRow, b: OwnedRow): number =>
  a.bornAt - b.bornAt || (a.docId ?? '').localeCompare(b.docId ?? '');

/**
 * Who owns one e-mail among all its rows of a connection: the oldest member record. The vendor sees
 * one person, so a change of owner sends nothing unless the new owner's values differ.
 */
export const resolveOwnership = (rows: OwnedRow[]): OwnershipChange[] => {
  const members = rows.filter(isMember).sort(older);
  const winner = members[0];
  const owners = rows.filter((row) => row.role === 'owner' && row.state !== 'removing');
  const owner = owners.find(isMember) ?? owners[0];
  // A removal that failed brings its leaver back beside whoever has claimed the address meanwhile.
  if (owner && isMember(owner) && owners.length > 1) {
    return owners
      .filter((row) => row.id !== owner.id)
      .map((from) => ({ kind: 'succeed', from, heir: owner }));
  }
  // An upload carries the owner right now: whoever comes waits for its outcome.
  if (!winner || owner?.id === winner.id || owner?.state === 'sent') return [];
  if (!owner) return [{ kind: 'claim', id: winner.id }];

  const ownerStays = isMember(owner);
  const isAsBefore = owner.hash === winner.hash && owner.state !== 'leaving';
  const state = isAsBefore || keepsBack(owner.state) ? owner.state : 'staged';
  return [{ kind: 'hand-over', from: owner, to: winner, state, drop: !ownerStays }];
};

const keepsBack = (state: LedgerState): boolean => state === 'opted-out' || state === 'held';
