/** What the removal guard looks at, for one book over a rolling 24 hours. */
type GuardFacts = {
  /** Members about to be taken off. */
  leaving: number;
  /** Members in the book through us, those about to leave included. */
  exported: number;
  /** Members taken off in the last 24 hours without anybody's approval. */
  recent: number;
};

/** Limits of the guard: the larger of `minimum` people and `share` (0 to 1) of the exported ones. */
type GuardLimits = { minimum: number; share: number };

/** True when a person must decide: too many leave, or everybody does. */
export const guardHolds = (facts: GuardFacts, limits: GuardLimits): boolean => {
  if (facts.leaving === 0) return false;
  if (facts.leaving === facts.exported) return true;
  const limit = Math.max(limits.minimum, limits.share * (facts.exported + facts.recent));
  return facts.leaving + facts.recent > limit;
};
