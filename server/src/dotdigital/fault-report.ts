import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { VendorError } from './errors';
import type { ImportFault } from './types';

const toFault = ({ reason = '', ...cells }: Record<string, string>): ImportFault => ({
  reason,
  email: cells.email ?? '',
  cells,
});

/**
 * Rows of a fault report while it is read: UTF-8 with BOM, `Reason` first, header in any case. Rows
 * shorter or longer than the header pass.
 * @throws VendorError `unavailable` when the connection breaks on the way.
 */
export const parseFaults = async function* (
  csv: Readable,
  endpoint: string,
  signal?: AbortSignal
): AsyncGenerator<ImportFault> {
  const parser = parse({
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  csv.once('error', (error) => parser.destroy(error));
  csv.pipe(parser);
  try {
    for await (const row of parser) yield toFault(row as Record<string, string>);
  } catch {
    signal?.throwIfAborted();
    throw new VendorError('unavailable', 'The fault report broke off', { endpoint });
  } finally {
    csv.destroy();
    parser.destroy();
  }
};
