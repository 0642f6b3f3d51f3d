import { HOOK } from '../../constants';
import { isComputed, type BoundRow } from '../../core/mapping/read-record';
import type { ForcedRefresh } from '../../core/settings';
import type { Mapping } from '../../store/mappings';
import type { Deps } from '../deps';

/** What `forceFieldsSync` is called with and answers: the data fields that are refreshed by force. */
export type ForcedFields = Pick<Mapping, 'integrationId' | 'collection'> & { dataFields: string[] };

type ForcedFieldsHook = { call(fields: ForcedFields): Promise<ForcedFields> };

/** Data fields of a mapping that a forced refresh concerns; site code may add some or take some away. */
export const forcedFields = async (
  { repositories }: Deps,
  place: Pick<Mapping, 'integrationId' | 'collection'>,
  rows: BoundRow[],
  refresh: ForcedRefresh | null
): Promise<string[]> => {
  if (refresh === null) return [];
  const chosen = rows.filter(
    (row) => refresh === 'all' || (refresh === 'computed' && isComputed(row))
  );
  const hook = repositories.db.strapi.hook(HOOK.forceFieldsSync) as ForcedFieldsHook;
  const { dataFields } = await hook.call({
    ...place,
    dataFields: chosen.map(({ field }) => field.name),
  });
  return dataFields;
};
