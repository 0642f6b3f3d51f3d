import type { Connection } from '../../store/connections';
import type { TakenRow } from '../../store/ledger/upload';
import type { Upload } from '../../store/uploads';
import { refsOf } from '../opt-out-refs';
import type { BulkChannel, BulkOptions, BulkRow } from './bulk-channel';
import type { ExportContext } from './export-context';
import type { ExportFields } from '../mappings/export-fields';
import { owedRows, type OwedRow } from './owed-rows';

/** A file while it is written; `rowCount` grows with its pieces. */
export type UploadFile = { upload: Upload; options: BulkOptions; rowCount: number };

/**
 * The file's pieces, until it is full or nothing is left. Each piece's rows are taken, which looks at
 * opt-outs and the lease once more, before it is handed out.
 */
export async function* piecesOf(
  context: ExportContext,
  connection: Connection,
  fields: ExportFields,
  file: UploadFile
): AsyncGenerator<Uint8Array> {
  const { deps, integration, lease, channel } = context;
  const { upload, options } = file;
  const refs = refsOf(integration.accountId, connection);
  let room = channel.room(options);
  for await (const page of owedRows(context, connection, fields)) {
    const rows = page.filter((row) => belongs(row, options));
    if (rows.length === 0) continue;
    // One row alone goes whatever its size: the vendor says no, the book is not stuck for good.
    const { part, bytes } = fitting(channel, rows, options, room, file.rowCount === 0 ? 1 : 0);
    if (part.length === 0) return;
    const taken = await deps.repositories.ledger.upload.take(
      part.map(takenRow),
      upload.id,
      refs,
      { name: lease.name, fence: lease.fence },
      deps.clock.now()
    );
    const sent = part.filter(({ row }) => taken.has(row.id));
    const piece = sent.length === part.length ? bytes : channel.encode(sent.map(bulkRow), options);
    room -= piece.length;
    file.rowCount += sent.length;
    if (sent.length > 0) yield piece;
    if (part.length < rows.length) return;
  }
}

/** A clear carries the people it empties exactly its fields for; a file of values all the others. */
const belongs = ({ owed }: OwedRow, options: BulkOptions): boolean =>
  options.mode === 'clear'
    ? owed.kind === 'clear' && sameFields(owed.fields, options.fields)
    : owed.kind === 'values' || owed.kind === 'membership';

const sameFields = (a: string[], b: string[]): boolean =>
  a.length === b.length && a.every((field) => b.includes(field));

/** As many of the rows, from the first on, as there is room for, and their bytes; never fewer than `least`. */
const fitting = (
  channel: BulkChannel,
  rows: OwedRow[],
  options: BulkOptions,
  room: number,
  least: number
): { part: OwedRow[]; bytes: Uint8Array } => {
  let part = rows;
  for (;;) {
    const bytes = channel.encode(part.map(bulkRow), options);
    if (bytes.length <= room || part.length <= least) return { part, bytes };
    const guess = Math.floor((part.length * room) / bytes.length);
    part = part.slice(0, Math.max(least, Math.min(part.length - 1, guess)));
  }
};

const bulkRow = ({ row, owed }: OwedRow): BulkRow => ({
  email: row.email,
  values: owed.kind === 'values' ? owed.changed : {},
});

const takenRow = ({ row, owed }: OwedRow): TakenRow => {
  if (owed.kind !== 'values')
    return { id: row.id, carried: owed.kind === 'membership' ? '' : null };
  const values = JSON.stringify(owed.values);
  return { id: row.id, carried: values === row.payload ? null : values };
};
