import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { faultStatus } from '../../core/statuses';
import { isVendorError } from '../../dotdigital/errors';
import type { DotdigitalAccount, ImportFault, ImportReport } from '../../dotdigital/types';
import type { BulkChannel, BulkOptions, BulkRow, BulkState, Refusal } from './bulk-channel';

/** Upload statuses that end an import, by the vendor's status enum; anything else but `NotFinished` is odd. */
const PENDING = 'NotFinished';
const FINISHED = 'Finished';

/** The first engine: v2 CSV imports into an address book. */
export const createCsvImportChannel = (
  account: DotdigitalAccount,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal }
): BulkChannel => ({
  room: (options) => maxBytes - headerOf(options).length,

  encode: (rows, options) => Buffer.from(stringify(rows.map((row) => cellsOf(row, options)))),

  submit: async (bookRemoteId, pieces, options) => {
    const csv = Readable.from(withHeader(pieces, options), { objectMode: false });
    const answer = await account.imports.start(
      bookRemoteId,
      {
        stream: csv,
        mergeOption: options.mode === 'clear' ? 'Overwrite' : 'OnlyOverwriteIfNotEmpty',
      },
      { signal }
    );
    return { remoteId: answer.id, state: stateOf(answer.status) };
  },

  poll: async (remoteId) => stateOf(await account.imports.status(remoteId, { signal })),

  outcome: async (remoteId, submitted) => {
    const report = await reportOf(account, remoteId, signal);
    if (accepted(report) >= submitted) return { report, refusals: none() };
    const faults = await account.imports.faults(remoteId, { signal });
    return { report, refusals: faults === null ? 'unknown' : refusals(faults) };
  },
});

const stateOf = (status: string): BulkState => {
  if (status === PENDING) return { phase: 'pending', status };
  return { phase: status === FINISHED ? 'finished' : 'failed', status };
};

/** Empty when the vendor no longer has it; the faults then tell by themselves. */
const reportOf = async (
  account: DotdigitalAccount,
  remoteId: string,
  signal: AbortSignal
): Promise<ImportReport> => {
  try {
    return await account.imports.report(remoteId, { signal });
  } catch (error) {
    if (isVendorError(error, 'rejected')) return {};
    throw error;
  }
};

const accepted = (report: ImportReport): number =>
  (report.newContacts ?? 0) + (report.updatedContacts ?? 0);

const columnsOf = ({ fields, optInType, emailType, mode }: BulkOptions): string[] => [
  'Email',
  ...(mode === 'values' && optInType ? ['OptInType'] : []),
  ...(mode === 'values' && emailType ? ['EmailType'] : []),
  ...fields,
];

const cellsOf = (row: BulkRow, { fields, optInType, emailType, mode }: BulkOptions): string[] => [
  row.email,
  ...(mode === 'values' && optInType ? [optInType] : []),
  ...(mode === 'values' && emailType ? [emailType] : []),
  ...fields.map((field) => (mode === 'clear' ? '' : (row.values[field] ?? ''))),
];

const headerOf = (options: BulkOptions): Uint8Array => Buffer.from(stringify([columnsOf(options)]));

async function* withHeader(pieces: AsyncIterable<Uint8Array>, options: BulkOptions) {
  yield headerOf(options);
  yield* pieces;
}

async function* none(): AsyncGenerator<Refusal> {}

async function* refusals(faults: AsyncIterable<ImportFault>): AsyncGenerator<Refusal> {
  for await (const { email, reason } of faults) {
    yield { email, reason, status: faultStatus(reason) };
  }
}
