import type { ConflictPolicy } from './mapping/mapping';

/** One two-way value of a record and of the contact it feeds, in canonical texts; null is blank. */
export type TwoSides = {
  /** Undefined where the record's value cannot be sent, so that it equals nothing. */
  host: string | null | undefined;
  remote: string | null;
  /** What both sides last knew; null where they never did. */
  base: string | null;
  policy: ConflictPolicy;
  /** From when on (ms) the vendor's value may have changed; 0 where nobody looked before. */
  remoteSince: number;
  /** When the record was saved (ms); null where nobody knows. */
  hostChangedAt: number | null;
};

export type Verdict =
  /** Both sides hold the same, or the vendor's value is the known one: what is left is the export's. */
  | { kind: 'nothing' }
  /** The record takes the vendor's value. */
  | { kind: 'take' }
  /** Both sides changed it. */
  | { kind: 'conflict'; winner: 'strapi' | 'dotmailer' };

/** Who has the word about one value, by what both sides last agreed on. */
export const judgeValue = (sides: TwoSides): Verdict => {
  const { host, remote, base } = sides;
  if (remote === host || remote === base) return { kind: 'nothing' };
  if (host === base) return { kind: 'take' };
  return { kind: 'conflict', winner: winnerOf(sides) };
};

/**
 * The vendor does not say when a value changed: under `newest` its change counts as made at the start
 * of the window in which it was first seen. Within that window, and where nobody knows, Strapi wins.
 */
const winnerOf = ({ policy, remoteSince, hostChangedAt }: TwoSides): 'strapi' | 'dotmailer' => {
  if (policy !== 'newest') return policy;
  return hostChangedAt !== null && hostChangedAt < remoteSince ? 'dotmailer' : 'strapi';
};
