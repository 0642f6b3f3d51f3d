import type { Payload } from '../../core/member-decision';
import { pollDelay } from '../../core/poll-delay';
import { isVendorError } from '../../dotdigital/errors';
import type { Connection } from '../../store/connections';
import type { StagedRow } from '../../store/ledger/staged';
import type { Upload } from '../../store/uploads';
import type { StepRecorder } from '../context';
import { refsOf } from '../opt-out-refs';
import type { BulkOptions, BulkRow } from './bulk-channel';
import type { ExportContext } from './export-context';

/** Rows read at a time, for taking and for the file. */
const PAGE = 1000;

/** Answers of the vendor after which the rows simply wait for the next sync. */
const LATER = new Set(['ERROR_IMPORT_TOOMANYACTIVEIMPORTS', 'ERROR_ADDRESSBOOK_IN_USE']);

/** What one file carries: values, or the emptying of exactly these fields. */
type Plan = { kind: Upload['kind']; fields: string[] };

/**
 * Sends staged rows of a connection as one file; answers false when there is nothing to send.
 * Clears go first and alone: a blank cell erases only in a file that overwrites, and such a file may
 * hold nothing but e-mails and the fields to be emptied.
 */
export const uploadStaged = async (
  context: ExportContext,
  connection: Connection,
  fields: string[],
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
  const rowCount = await takeRows(context, connection, upload, options);
  if (rowCount === 0) {
    await uploads.delete(upload.id);
    return false;
  }
  await uploads.update(upload.id, { rowCount, status: 'sending' });
  return send(context, connection, { ...upload, rowCount }, options, step);
};

/** The first staged rows decide: fields to be emptied anywhere among them make a clear. */
const planOf = async (
  context: ExportContext,
  connection: Connection,
  fields: string[]
): Promise<Plan | null> => {
  let any = false;
  for await (const row of staged(context, connection)) {
    any = true;
    if (row.clears.length > 0) return { kind: 'clear', fields: row.clears };
  }
  return any ? { kind: 'values', fields } : null;
};

async function* staged(
  { deps, integration, lease }: ExportContext,
  connection: Connection
): AsyncGenerator<StagedRow & { clears: string[] }> {
  for (let after = 0; ;) {
    lease.signal.throwIfAborted();
    const rows = await deps.repositories.ledger.staged.next(
      connection.id,
      integration.id,
      after,
      PAGE
    );
    const last = rows[rows.length - 1];
    if (!last) return;
    yield* await withClears({ deps, integration }, connection, rows);
    after = last.id;
  }
}

/** With the fields to be emptied; not those that a record of another list has a value for. */
const withClears = async (
  { deps, integration }: Pick<ExportContext, 'deps' | 'integration'>,
  connection: Connection,
  rows: StagedRow[]
): Promise<(StagedRow & { clears: string[] })[]> => {
  const found = rows.map((row) => ({ ...row, clears: fieldsToClear(row) }));
  const emails = found.filter((row) => row.clears.length > 0).map((row) => row.emailNorm);
  if (emails.length === 0) return found;
  const others = await deps.repositories.ledger.staged.wantedElsewhere(
    integration.id,
    connection.id,
    emails
  );
  return found.map((row) => ({
    ...row,
    clears: row.clears.filter(
      (field) => !(others.get(row.emailNorm) ?? []).some((payload) => payload[field])
    ),
  }));
};

/** Fields the vendor agreed to have a value for, and that are blank now. */
const fieldsToClear = (row: StagedRow): string[] => {
  if (row.agreed === null) return [];
  const wanted = JSON.parse(row.payload) as Payload;
  const agreed = JSON.parse(row.agreed) as Payload;
  return Object.keys(wanted).filter((field) => !wanted[field] && agreed[field]);
};

/** Puts rows under the upload until the file is full; answers how many. */
const takeRows = async (
  context: ExportContext,
  connection: Connection,
  upload: Upload,
  options: BulkOptions
): Promise<number> => {
  const { deps, integration, lease, channel } = context;
  const refs = refsOf(integration.accountId, connection);
  const header = 1024;
  let bytes = header;
  let taken = 0;
  let ids: number[] = [];
  const take = async () => {
    taken += await deps.repositories.ledger.upload.take(
      ids,
      upload.id,
      refs,
      { name: lease.name, fence: lease.fence },
      deps.clock.now()
    );
    ids = [];
  };
  for await (const row of staged(context, connection)) {
    if (options.mode === 'clear' && !sameFields(row.clears, options.fields)) continue;
    bytes += channel.sizeOf(bulkRow(row), options);
    // One row alone goes whatever its size: the vendor says no, the book is not stuck for good.
    if (bytes > channel.maxBytes && taken + ids.length > 0) break;
    ids.push(row.id);
    if (ids.length === PAGE) await take();
  }
  await take();
  return taken;
};

const sameFields = (a: string[], b: string[]): boolean =>
  a.length === b.length && a.every((field) => b.includes(field));

const bulkRow = (row: { email: string; payload: string }): BulkRow => ({
  email: row.email,
  values: JSON.parse(row.payload) as Payload,
});

async function* rowsOf({ deps, lease }: ExportContext, upload: Upload): AsyncGenerator<BulkRow> {
  for (let after = 0; ;) {
    lease.signal.throwIfAborted();
    const rows = await deps.repositories.ledger.upload.sentAfter(upload.id, after, PAGE);
    const last = rows[rows.length - 1];
    if (!last) return;
    yield* rows.map(bulkRow);
    after = last.id;
  }
}

const send = async (
  context: ExportContext,
  connection: Connection,
  upload: Upload,
  options: BulkOptions,
  step: StepRecorder
): Promise<boolean> => {
  const { deps, channel } = context;
  const { uploads, connections } = deps.repositories;
  try {
    const { remoteId, state } = await channel.submit(
      connection.bookRemoteId,
      rowsOf(context, upload),
      options
    );
    const now = deps.clock.now();
    await uploads.update(upload.id, {
      remoteId,
      status: state.status,
      sentAt: now,
      // A final word in the first answer is settled at once.
      pollAt: state.phase === 'pending' ? now + pollDelay(0) : now,
    });
    if (connection.blockedReason !== null) {
      await connections.update(connection.id, { blockedReason: null });
    }
    step.count('uploads');
    step.count('rows', upload.rowCount);
    return true;
  } catch (error) {
    await takeBack(context, connection, upload, error);
    if (isVendorError(error) && LATER.has(error.code ?? '')) {
      step.warn(
        'Dotdigital is busy with other imports: the rest waits for the next synchronisation'
      );
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
