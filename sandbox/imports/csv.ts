import { parse, type Options } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';

export type Sheet = { header: string[]; rows: string[][] };

const OPTIONS: Options = { bom: true, relax_column_count: true, skip_empty_lines: true };
const SLICE = 256 * 1024;

/** The header row of a CSV file; undefined when the file is none. */
export const readHeader = (content: Buffer): string[] | undefined => {
  if (content.includes(0)) return undefined;
  try {
    const [header] = parseSync(content, { ...OPTIONS, to: 1 }) as string[][];
    return header;
  } catch {
    return undefined;
  }
};

/**
 * Reads a whole CSV file slice by slice, so that a big one does not stop the process. Undefined
 * when it cannot be read.
 */
export const readSheet = (content: Buffer): Promise<Sheet | undefined> =>
  new Promise((resolve) => {
    const records: string[][] = [];
    const parser = parse(OPTIONS);
    parser.on('readable', () => {
      let record = parser.read() as string[] | null;
      while (record !== null) {
        records.push(record);
        record = parser.read() as string[] | null;
      }
    });
    parser.on('error', () => resolve(undefined));
    parser.on('end', () => {
      const [header, ...rows] = records;
      resolve(header ? { header, rows } : undefined);
    });
    feed(parser, content, 0);
  });

const feed = (parser: ReturnType<typeof parse>, content: Buffer, from: number): void => {
  if (parser.destroyed) return;
  if (from >= content.length) {
    parser.end();
    return;
  }
  parser.write(content.subarray(from, from + SLICE), () =>
    setImmediate(feed, parser, content, from + SLICE)
  );
};

const NEEDS_QUOTES = /[",\r\n]/;

export const csvLine = (cells: readonly string[]): string =>
  cells
    .map((cell) => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
