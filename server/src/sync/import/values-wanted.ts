import { createHash } from 'node:crypto';
import type { PulledFields } from '../../core/pulled-values';
import type { Connection } from '../../store/connections';
import type { ExportFields } from '../mappings/export-fields';

/** What of a book's contacts is pulled besides ids and statuses. */
export type WantedValues = PulledFields & {
  /** Names what is pulled in every run: whoever asks for something else reads the book whole. */
  content: string | null;
};

/**
 * Whether a book's contacts are asked for with their values, which makes an answer several times
 * larger: only where a mapping of a connected collection has a two-way row, or where values are
 * refreshed by force. A contact can be fed by several collections, so all their fields are stored, of
 * whichever book.
 */
export const valuesWanted = (
  fields: ExportFields,
  { collection }: Connection
): WantedValues | null => {
  const { types, twoWay, pulls } = fields;
  if (pulls === 'never') return null;
  if (pulls === 'now') return { types, twoWay, content: null };
  const rows = fields.of(collection).names.map((name) => [name, types.get(name), twoWay.has(name)]);
  const content = createHash('md5').update(JSON.stringify(rows)).digest('hex');
  return { types, twoWay, content };
};
