import type { Connection } from '../../store/connections';
import type { NewcomerCounts } from '../../store/newcomers';
import type { OptOutRefs } from '../../store/opt-outs';
import type { Deps } from '../deps';
import { isFirstLook } from '../import/newcomers';
import { newRecordsPlan, type NewRecordsPlan } from './plan';

export type NewRecordsStatus = Pick<NewRecordsPlan, 'missing' | 'mappingId'> & {
  /** The book is still to be read for the first time. */
  starting: boolean;
  counts: NewcomerCounts;
  /** Some of those who were refused; `label` is that of a field, null when it is about none. */
  refused: { email: string; label: string | null; reason: string }[];
};

/** As many refused people as are named. */
const SAMPLE = 5;

/** How a connection's creation of records is doing; null while it is off. */
export const newRecordsStatus = async (
  deps: Deps,
  { connection, refs }: { connection: Connection; refs: OptOutRefs }
): Promise<NewRecordsStatus | null> => {
  if (!connection.createRecords) return null;
  const { hostValues, newcomers } = deps.repositories;
  const { missing, mappingId } = await newRecordsPlan(deps, connection);
  const refused = await newcomers.refusedSome(connection, refs, SAMPLE);
  return {
    starting: isFirstLook(connection),
    missing,
    mappingId,
    counts: await newcomers.counts(connection, refs),
    refused: refused.map(({ email, attribute, reason }) => ({
      email,
      label:
        attribute === null
          ? null
          : (hostValues.attribute(connection.collection, attribute)?.label ?? attribute),
      reason: reason ?? '',
    })),
  };
};
