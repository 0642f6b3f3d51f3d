import { remark } from '../../core/remarks';
import { pollDelay } from '../../core/poll-delay';
import { isVendorError } from '../../dotdigital/errors';
import type { Connection } from '../../store/connections';
import type { Upload } from '../../store/uploads';
import type { StepRecorder } from '../context';
import type { BulkOptions } from './bulk-channel';
import type { ExportContext } from './export-context';
import type { ExportFields } from '../mappings/export-fields';
import { owedRows } from './owed-rows';
import { piecesOf, type UploadFile } from './upload-file';

/** Answers of the vendor after which the rows simply wait for the next sync. */
const LATER = new Set(['ERROR_IMPORT_TOOMANYACTIVEIMPORTS', 'ERROR_ADDRESSBOOK_IN_USE']);

/** What one file carries: values, or the emptying of exactly these fields. */
type Plan = { kind: Upload['kind']; fields: string[] };

/**
 * Sends staged rows of a connection as one file; answers false when there is nothing to send.
 * Clears go alone: a blank cell erases only in a file that overwrites, and such a file may hold
 * nothing but e-mails and the fields to be emptied.
 */
export const uploadStaged = async (
  context: ExportContext,
  connection: Connection,
  fields: ExportFields,
  step: StepRecorder
): Promise<boolean> => {
  const plan = await planOf(context, connection, fields);
  if (!plan) return false;
  const { uploads } = context.deps.repositories;
  const upload = await uploads.create(
    {
      integrationId: context.integration.id,
      connectionId: connection.id,
      kind: plan.kind,
      columns: plan.kind === 'clear' ? JSON.stringify(plan.fields) : null,
      fence: context.lease.fence,
    },
    context.deps.clock.now()
  );
  const options: BulkOptions = {
    fields: plan.fields,
    mode: plan.kind,
    optInType: connection.optInType,
    emailType: connection.emailType,
  };
  const file: UploadFile = { upload, options, rowCount: 0 };
  const pieces = piecesOf(context, connection, fields, file);
  const first = await pieces.next();
  if (first.done) {
    await uploads.delete(upload.id);
    return false;
  }
  await uploads.update(upload.id, { status: 'sending' });
  return send(context, connection, file, { first: first.value, rest: pieces }, step);
};

/** The first row that owes anything decides which kind of file comes next. */
const planOf = async (
  context: ExportContext,
  connection: Connection,
  fields: ExportFields
): Promise<Plan | null> => {
  for await (const rows of owedRows(context, connection, fields)) {
    const next = rows.find(({ owed }) => owed.kind !== 'wait');
    if (!next) continue;
    return next.owed.kind === 'clear'
      ? { kind: 'clear', fields: next.owed.fields }
      : { kind: 'values', fields: fields.names };
  }
  return null;
};

type Pieces = { first: Uint8Array; rest: AsyncGenerator<Uint8Array> };

async function* allOf({ first, rest }: Pieces): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** Sends the file while its rows are taken; false when the vendor wants it later. */
const send = async (
  context: ExportContext,
  connection: Connection,
  file: UploadFile,
  pieces: Pieces,
  step: StepRecorder
): Promise<boolean> => {
  const { deps, channel } = context;
  const { uploads, connections } = deps.repositories;
  const { upload, options } = file;
  try {
    const { remoteId, state } = await channel.submit(
      connection.bookRemoteId,
      allOf(pieces),
      options
    );
    const now = deps.clock.now();
    await uploads.update(upload.id, {
      remoteId,
      rowCount: file.rowCount,
      status: state.status,
      sentAt: now,
      // A final word in the first answer is settled at once.
      pollAt: state.phase === 'pending' ? now + pollDelay(0) : now,
    });
    if (connection.blockedReason !== null) {
      await connections.update(connection.id, { blockedReason: null });
    }
    step.count('uploads');
    step.count('rows', file.rowCount);
    return true;
  } catch (error) {
    // Waits for rows that are being taken right now: they must not stay behind as sent.
    await pieces.rest.return(undefined);
    await takeBack(context, connection, upload, error);
    if (isVendorError(error) && LATER.has(error.code ?? '')) {
      step.warn(remark('upload-later'));
      return false;
    }
    throw error;
  }
};

/**
 * The file did not arrive, or nobody knows: its rows are staged as they were. Sending them again is
 * safe, the vendor matches by e-mail. What the vendor refuses for the book as a whole blocks the book.
 */
const takeBack = async (
  { deps }: ExportContext,
  connection: Connection,
  upload: Upload,
  error: unknown
): Promise<void> => {
  const { uploads, ledger, connections } = deps.repositories;
  const now = deps.clock.now();
  const rejected = isVendorError(error, 'rejected');
  // Otherwise the vendor may have taken the file, and may still work on it.
  const refused = rejected || isVendorError(error, 'rateLimited');
  await ledger.upload.unsend(upload.id, now);
  await uploads.update(upload.id, {
    status: refused ? 'Refused' : 'NotSent',
    open: false,
    settledAt: now,
    error: error instanceof Error ? error.message.slice(0, 500) : 'unknown',
  });
  if (rejected && !LATER.has(error.code ?? '')) {
    await connections.update(connection.id, {
      blockedReason: (error.code ?? 'rejected').slice(0, 64),
    });
  }
};
