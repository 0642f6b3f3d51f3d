import type { FilterAttribute } from '../../../../contracts/marketing-lists';
import type { TextKey } from '../../text';

const PLAIN: Record<string, TextKey> = {
  $eq: 'dotmailer.filter.is',
  $eqi: 'dotmailer.filter.isAnyCase',
  $ne: 'dotmailer.filter.isNot',
  $nei: 'dotmailer.filter.isNotAnyCase',
  $in: 'dotmailer.filter.isOneOf',
  $notIn: 'dotmailer.filter.isNoneOf',
  $lt: 'dotmailer.filter.isLess',
  $lte: 'dotmailer.filter.isAtMost',
  $gt: 'dotmailer.filter.isMore',
  $gte: 'dotmailer.filter.isAtLeast',
  $between: 'dotmailer.filter.isBetween',
  $contains: 'dotmailer.filter.contains',
  $containsi: 'dotmailer.filter.containsAnyCase',
  $notContains: 'dotmailer.filter.containsNot',
  $notContainsi: 'dotmailer.filter.containsNotAnyCase',
  $startsWith: 'dotmailer.filter.starts',
  $startsWithi: 'dotmailer.filter.startsAnyCase',
  $endsWith: 'dotmailer.filter.ends',
  $endsWithi: 'dotmailer.filter.endsAnyCase',
  $null: 'dotmailer.filter.isEmpty',
  $notNull: 'dotmailer.filter.isNotEmpty',
};

const OF_TIME: Record<string, TextKey> = {
  $lt: 'dotmailer.filter.isBefore',
  $lte: 'dotmailer.filter.isOnOrBefore',
  $gt: 'dotmailer.filter.isAfter',
  $gte: 'dotmailer.filter.isOnOrAfter',
};

const OF_RELATED: Record<string, TextKey> = {
  $null: 'dotmailer.filter.isMissing',
  $notNull: 'dotmailer.filter.isThere',
};

const BEHIND_MANY: Record<string, TextKey> = {
  $eq: 'dotmailer.filter.oneIs',
  $ne: 'dotmailer.filter.oneOther',
  $nei: 'dotmailer.filter.oneOtherAnyCase',
  $in: 'dotmailer.filter.oneAmong',
  $notIn: 'dotmailer.filter.oneOutside',
};

type Wording = { key: TextKey; behindMany: boolean } | null;

/**
 * The words of an operator. `behindMany`: the sentence is about one of several related records and
 * still has to say so. Null when there are no words for it.
 */
export const wordingOf = (
  operator: string,
  type: FilterAttribute['type'],
  many: boolean
): Wording => {
  const isRelated = type === 'relation' || type === 'component';
  const isTime = ['date', 'datetime', 'time'].includes(type);
  const own = (isRelated && OF_RELATED[operator]) || (isTime && OF_TIME[operator]);
  const direct = many && BEHIND_MANY[operator];
  if (direct) return { key: direct, behindMany: false };
  const key = own || PLAIN[operator];
  return key ? { key, behindMany: many } : null;
};
