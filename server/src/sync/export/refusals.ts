import { normaliseEmail } from '../../core/email';
import { isBookLevelFault, statusGroup } from '../../core/statuses';
import type { Connection } from '../../store/connections';
import type { Verdict } from '../../store/ledger/upload';
import { bookRef } from '../../store/opt-outs';
import type { Upload } from '../../store/uploads';
import type { Refusal } from './bulk-channel';
import type { ExportContext } from './export-context';

/** Rows judged at a time. */
const BATCH = 500;

/** The vendor kept an earlier row of the same e-mail: the person is in the book. */
const DUPLICATE = 'Duplicate';

type JudgedRefusal = Refusal & { emailNorm: string };

/**
 * Records every row the vendor refused, with its reason; people who opted out become opt-outs,
 * undeliverable addresses keep the vendor's status. Answers how many rows were refused.
 */
export const refuseRows = async (
  context: ExportContext,
  connection: Connection,
  upload: Upload,
  refusals: AsyncIterable<Refusal>
): Promise<number> => {
  let refused = 0;
  let batch: JudgedRefusal[] = [];
  const judge = async () => {
    refused += await judgeBatch(context, connection, upload, batch);
    batch = [];
  };
  for await (const refusal of refusals) {
    if (refusal.status === DUPLICATE) continue;
    batch.push({ ...refusal, emailNorm: normaliseEmail(refusal.email) });
    if (batch.length === BATCH) await judge();
  }
  await judge();
  return refused;
};

const judgeBatch = async (
  { deps, integration }: ExportContext,
  connection: Connection,
  upload: Upload,
  batch: JudgedRefusal[]
): Promise<number> => {
  const { optOuts, contacts, ledger } = deps.repositories;
  const now = deps.clock.now();
  await optOuts.record(
    batch
      .filter((row) => statusGroup(row.status) === 'opted-out')
      .map((row) => ({
        ...(isBookLevelFault(row.status)
          ? {
              scope: 'book' as const,
              ref: bookRef(integration.accountId, connection.bookRemoteId),
            }
          : { scope: 'account' as const, ref: integration.accountId }),
        emailNorm: row.emailNorm,
        source: 'vendor' as const,
        reason: row.status,
        optedOutAt: now,
      }))
  );
  await contacts.see(
    integration.id,
    batch
      .filter((row) => concernsAddress(row.status))
      .map((row) => ({
        remoteId: null,
        email: row.email,
        emailNorm: row.emailNorm,
        status: row.status,
      })),
    now
  );
  let judged = 0;
  for (const [reason, rows] of byReason(batch)) {
    const first = rows[0];
    if (!first) continue;
    judged += await ledger.upload.judge(
      upload.id,
      rows.map((row) => row.emailNorm),
      verdictOn(first.status, reason),
      now
    );
  }
  return judged;
};

/** Statuses that hold for the address everywhere, until the vendor says otherwise. */
const concernsAddress = (status: string): boolean => {
  const group = statusGroup(status);
  return group === 'undeliverable' || group === 'waiting';
};

const byReason = (batch: JudgedRefusal[]): Map<string, JudgedRefusal[]> => {
  const groups = new Map<string, JudgedRefusal[]>();
  for (const row of batch) groups.set(row.reason, [...(groups.get(row.reason) ?? []), row]);
  return groups;
};

const verdictOn = (status: string, reason: string): Verdict => {
  const words = { reason_code: status, reason: reason.slice(0, 500), inBook: false };
  switch (statusGroup(status)) {
    case 'opted-out':
      return { ...words, state: 'opted-out' };
    case 'waiting':
      // In the book until the person confirms: leaving the list must end that too.
      return { ...words, state: 'held', reason_code: 'status', inBook: true };
    case 'undeliverable':
      return { ...words, state: 'held', reason_code: 'status' };
    default:
      return { ...words, state: status === 'Unknown' ? 'held' : 'refused' };
  }
};
