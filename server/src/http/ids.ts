import { idParam } from '../../../contracts/common';
import { notFound } from '../core/problem';

/** The numeric id of a path. @throws Problem NOT_FOUND for anything else: no such thing exists. */
export const idOf = (params: Record<string, string>, what: string): number => {
  const result = idParam.safeParse(params.id);
  if (!result.success) throw notFound(what);
  return result.data;
};

/** A yes or no of a query string; undefined when it was not asked. */
export const yesOf = (answer: 'yes' | 'no' | undefined): boolean | undefined =>
  answer === undefined ? undefined : answer === 'yes';

/** Epoch milliseconds as the contracts' ISO dates. */
export const isoOf = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();
