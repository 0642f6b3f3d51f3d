import type { Payload } from './member-decision';

/** What one record wants a contact to hold. Several records feed one contact where they share an e-mail. */
export type Claim = {
  docId: string | null;
  /** Sync priority of its collection's mapping: the higher has the first word. */
  priority: number;
  /** When the record was created (ms): among equals the oldest has the first word. */
  bornAt: number;
  values: Payload;
};

/** What a staged row of a book owes the vendor. */
export type Owed =
  /** The person is in the book and the vendor has agreed to every value. */
  | { kind: 'nothing' }
  /** A file of another book carries the contact right now: what is left is seen after it. */
  | { kind: 'wait' }
  /** Only the membership: a file of another book carries the values. */
  | { kind: 'membership' }
  /** The file carries what `changed`; all `values` are agreed on after it. */
  | { kind: 'values'; values: Payload; changed: Payload }
  /** These fields hold a value of ours that nobody wants any more; values follow after. */
  | { kind: 'clear'; fields: string[] };

export type OwedFacts = {
  claim: Claim;
  /** Claims of other records, and of other lists, on the same contact. */
  others: Claim[];
  /** True while a file of another book is on its way with this contact. */
  carriedElsewhere: boolean;
  /** The vendor has acknowledged the membership in this book. */
  inBook: boolean;
  /** Values the vendor last acknowledged from us; null when it never did. */
  agreed: Payload | null;
  /** Values of the vendor's that nobody has looked at yet could be overwritten. */
  unjudged: boolean;
};

/**
 * Values belong to a contact, membership to a book: however many lists a person is in, their values
 * travel once, through one of the books.
 */
export const owedOf = (facts: OwedFacts): Owed => {
  const { claim, others, carriedElsewhere, inBook, agreed, unjudged } = facts;
  if (unjudged) return { kind: 'wait' };
  if (carriedElsewhere) return inBook ? { kind: 'wait' } : { kind: 'membership' };
  const values = mergeClaims(others.length === 0 ? [claim] : [claim, ...others]);
  const fields = agreed === null ? [] : fieldsToClear(values, agreed);
  if (fields.length > 0) return { kind: 'clear', fields };
  if (inBook && agreed !== null && sameValues(values, agreed)) return { kind: 'nothing' };
  return { kind: 'values', values, changed: agreed === null ? values : difference(values, agreed) };
};

/**
 * Per data field the value of the record that feeds it with the highest priority, of several the
 * oldest; its blank counts too.
 */
const mergeClaims = (claims: Claim[]): Payload => {
  const [only] = claims;
  if (only && claims.length === 1) return only.values;
  const strongestLast = [...claims].sort(
    (a, b) =>
      a.priority - b.priority || b.bornAt - a.bornAt || (b.docId ?? '').localeCompare(a.docId ?? '')
  );
  return Object.assign({}, ...strongestLast.map((claim) => claim.values)) as Payload;
};

/** An edit of one field never overwrites what somebody wrote into another one at the vendor. */
const difference = (values: Payload, agreed: Payload): Payload =>
  Object.fromEntries(
    Object.entries(values).filter(([field, value]) => (value ?? '') !== (agreed[field] ?? ''))
  );

const fieldsToClear = (values: Payload, agreed: Payload): string[] =>
  Object.keys(values).filter((field) => !values[field] && agreed[field]);

const sameValues = (values: Payload, agreed: Payload): boolean =>
  Object.keys(values).every((field) => (values[field] ?? '') === (agreed[field] ?? ''));
