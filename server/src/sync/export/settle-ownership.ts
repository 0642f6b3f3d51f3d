import { resolveOwnership, type OwnedRow } from '../../core/ownership';
import type { Repositories } from '../../store';

type Transaction = Parameters<Parameters<Repositories['db']['transaction']>[0]>[0];

/** Decides anew who owns these e-mails in a connection, inside the transaction that changed their rows. */
export const settleOwnership = async (
  { ledger }: Pick<Repositories, 'ledger'>,
  connectionId: number,
  emails: string[],
  now: number,
  trx: Transaction
): Promise<void> => {
  const sharing = await ledger.rows.sharing(connectionId, [...new Set(emails)], trx);
  const byEmail = new Map<string, OwnedRow[]>();
  for (const row of sharing) {
    byEmail.set(row.emailNorm, [...(byEmail.get(row.emailNorm) ?? []), row]);
  }
  const changes = [...byEmail.values()].flatMap(resolveOwnership);
  await ledger.rows.applyOwnership(changes, now, trx);
};
