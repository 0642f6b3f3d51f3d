import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | null;

/**
 * Rows for people's spreadsheets. A cell that a spreadsheet would take for a formula gets an apostrophe
 * in front, because names, subjects and addresses are written by anybody.
 */
export const csvText = (rows: Cell[][]): string =>
  stringify(rows, { escape_formulas: true, quoted_string: true, record_delimiter: 'windows' });

/** By this mark a spreadsheet knows that the text is UTF-8. */
export const CSV_BEGIN = '\ufeff';

/** A name that every system takes for a file; `part` may be anything. */
export const fileName = (...parts: string[]): string => {
  const words = parts.map((part) =>
    part
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^a-zA-Z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60)
      .toLowerCase()
  );
  return `${words.filter(Boolean).join('-')}.csv`;
};
