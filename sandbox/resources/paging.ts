import { invalidParameter } from '../http/api-error';
import type { Rows } from '../campaigns/event-log';
import type { Call } from '../http/router';
import { parseDate } from '../store/field-values';
import type { Switches } from '../switches';

const GENERAL_LIMIT = 1000;

/** Cuts the page `select` and `skip` ask for; refuses what lies outside 1..limit. */
export const pageOf = <T>(
  { request, world }: Call,
  rows: Rows<T>,
  limit: number = GENERAL_LIMIT
): T[] => {
  const select = request.queryInteger('select', { default: limit, min: 1, max: limit });
  const skip = request.queryInteger('skip', { default: 0, min: 0, max: 2 ** 31 - 1 });
  if (world.switches.listOrder === 'ascending') return rows.slice(skip, skip + select);
  const end = Math.max(0, rows.length - skip);
  return rows.slice(Math.max(0, end - select), end).reverse();
};

/** The `{date}` of a since-call as the first millisecond that counts. */
export const sinceOf = ({ params, world }: Call): number => {
  const time = parseDate(params.date ?? '');
  if (time === undefined) throw invalidParameter();
  return world.switches.sinceBoundary === 'inclusive' ? time : time + 1;
};

export const modifiedSinceLimit = (switches: Switches): number => switches.modifiedSinceMaxSelect;
