import { useDebounce } from '@strapi/strapi/admin';
import { useDotmailerPreviewMappingQuery } from '../../../api/mappings';
import type {
  MappingPreview,
  MappingProblem,
  PreviewMapping,
} from '../../../../../contracts/mappings';
import { partOf, type RowPart } from './problems';
import { completeRows, sentRow, type MappingValues, type RowValue } from './values';

/** The record whose values are shown; nothing chosen: the first one. */
export type PreviewRecord = {
  documentId: string | null;
  locale: string | null;
  version: 'published' | 'draft';
};

export type RowPreview = MappingPreview['values'][number];

/** Milliseconds of rest before the server is asked again. */
const WAIT = 500;

const NOTHING: PreviewMapping = { integrationId: 0, collection: '', rows: [] };

const requestOf = (values: MappingValues, record: PreviewRecord): PreviewMapping | null => {
  const { collection, integrationId, rows } = values;
  if (!collection || !integrationId) return null;
  return {
    integrationId: Number(integrationId),
    collection,
    rows: completeRows(rows),
    ...(record.documentId ? { documentId: record.documentId } : {}),
    locale: record.locale,
    version: record.version,
  };
};

/**
 * What the rows of the form would send of a record, and what is wrong with the rows, asked for a
 * moment after the last change. `ofRow` knows nothing of rows that have changed since.
 */
export const usePreview = (values: MappingValues, record: PreviewRecord) => {
  const wanted = JSON.stringify(requestOf(values, record));
  const asked = useDebounce(wanted, WAIT);
  const request = JSON.parse(asked) as PreviewMapping | null;
  const query = useDotmailerPreviewMappingQuery(request ?? NOTHING, {
    skip: !request,
    refetchOnMountOrArgChange: true,
  });
  const { currentData, data, error, isFetching } = query;
  const answers = new Map(
    (request?.rows ?? []).map((row, index) => [JSON.stringify(row), currentData?.values[index]])
  );
  return {
    /** Stays while the next answer is on its way. */
    answer: request ? data : undefined,
    error: request ? error : undefined,
    isBusy: isFetching || asked !== wanted,
    ofRow: (row: RowValue): RowPreview | undefined => answers.get(JSON.stringify(sentRow(row))),
  };
};

export type Preview = ReturnType<typeof usePreview>;

/** What is wrong with one input of a row, as far as the preview knows. */
export const problemsAt = (preview: RowPreview | undefined, part: RowPart): MappingProblem[] =>
  (preview?.problems ?? []).filter(({ code }) => partOf(code) === part);
