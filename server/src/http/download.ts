import { Readable } from 'node:stream';
import { CSV_BEGIN, csvText, type Cell } from '../core/csv-text';

/** A file as the answer of an endpoint, sent while it is being read. */
export class Download {
  constructor(
    readonly name: string,
    readonly body: Readable
  ) {}
}

/** Rows as a CSV file under a line of headings, a batch at a time. */
export const csvDownload = (
  name: string,
  headings: string[],
  batches: AsyncIterable<Cell[][]>
): Download => new Download(name, Readable.from(textOf(headings, batches), { objectMode: false }));

const textOf = async function* (headings: string[], batches: AsyncIterable<Cell[][]>) {
  yield CSV_BEGIN + csvText([headings]);
  for await (const rows of batches) if (rows.length > 0) yield csvText(rows);
};
