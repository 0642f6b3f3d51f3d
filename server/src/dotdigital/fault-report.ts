import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { ImportFault } from './types';

const toFault = ({ reason = '', ...cells }: Record<string, string>): ImportFault => ({
  reason,
  email: cells.email ?? '',
  cells,
});

const rowsOf = async function* (csv: Readable): AsyncGenerator<ImportFault> {
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
  } finally {
    csv.destroy();
    parser.destroy();
  }
};

/**
 * Rows of a fault report while it is read: UTF-8 with BOM, `Reason` first, header in any case. Rows
 * shorter or longer than the header pass.
 * @param broken makes the error for a connection that breaks on the way.
 */
export const parseFaults = async function* (
  csv: Readable,
  broken: () => Error
): AsyncGenerator<ImportFault> {
  try {
    yield* rowsOf(csv);
  } catch {
    throw broken();
  }
};
