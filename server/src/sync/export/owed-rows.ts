import type { Payload } from '../../core/member-decision';
import { owedOf, type Claim, type Owed } from '../../core/owed-values';
import type { Connection } from '../../store/connections';
import type { OtherClaim, StagedRow } from '../../store/ledger/staged';
import type { ExportContext } from './export-context';

/** Rows read, taken and written into a file at a time. */
const PAGE = 1000;

/** A staged row with what it owes the vendor. */
export type OwedRow = { row: StagedRow; owed: Exclude<Owed, { kind: 'nothing' }> };

/**
 * Staged rows of a connection that owe the vendor something, page by page. Those that owe nothing are
 * acknowledged on the way: their values travelled with another book. Those whose values cannot be
 * sent are refused.
 */
export async function* owedRows(
  { deps, integration, lease }: ExportContext,
  connection: Connection
): AsyncGenerator<OwedRow[]> {
  const { connections, ledger } = deps.repositories;
  const open = await connections.openOf(integration.id);
  const collections = new Map(open.map(({ id, collection }) => [id, collection]));
  const elsewhere = open.map(({ id }) => id).filter((id) => id !== connection.id);
  for (let after = 0; ;) {
    lease.signal.throwIfAborted();
    const rows = await ledger.staged.next(connection.id, integration.id, after, PAGE);
    const last = rows[rows.length - 1];
    if (!last) return;
    after = last.id;
    const emails = rows.map((row) => row.emailNorm);
    const others = await ledger.staged.elsewhere(elsewhere, emails);
    const priorities = others.size > 0 ? await prioritiesOf(deps, integration.id) : new Map();
    const priorityOf: PriorityOf = (id) => priorities.get(collections.get(id) ?? '') ?? 0;
    const owing: OwedRow[] = [];
    const settled: number[] = [];
    const refused: number[] = [];
    for (const row of rows) {
      const owed = owedBy(connection.id, row, others.get(row.emailNorm) ?? [], priorityOf);
      if (row.problem !== null) refused.push(row.id);
      else if (owed.kind === 'nothing') settled.push(row.id);
      else owing.push({ row, owed });
    }
    await ledger.staged.refuse(refused, deps.clock.now());
    await ledger.upload.settleUnsent(settled, deps.clock.now());
    yield owing;
  }
}

/** Sync priority of a connection's mapping. */
type PriorityOf = (connectionId: number) => number;

const prioritiesOf = async (
  { repositories }: ExportContext['deps'],
  integrationId: number
): Promise<Map<string, number>> => {
  const mappings = await repositories.mappings.ofIntegration(integrationId);
  return new Map(mappings.map(({ collection, syncPriority }) => [collection, syncPriority]));
};

const owedBy = (
  connectionId: number,
  row: StagedRow,
  others: OtherClaim[],
  priorityOf: PriorityOf
): Owed =>
  owedOf({
    claim: claimOf(row, priorityOf(connectionId)),
    others: others.map((other) => claimOf(other, priorityOf(other.connectionId))),
    carriedElsewhere: others.some((other) => other.inFlight),
    inBook: row.acknowledgedAt !== null,
    agreed: row.agreed === null ? null : (JSON.parse(row.agreed) as Payload),
  });

const claimOf = (
  { docId, bornAt, payload }: Pick<StagedRow, 'docId' | 'bornAt' | 'payload'>,
  priority: number
): Claim => ({ docId, bornAt, priority, values: JSON.parse(payload) as Payload });
