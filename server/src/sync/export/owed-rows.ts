import type { Payload } from '../../core/member-decision';
import { owedOf, type Claim, type Owed } from '../../core/owed-values';
import type { Connection } from '../../store/connections';
import type { StagedRow } from '../../store/ledger/staged';
import type { ExportContext } from './export-context';
import type { ExportFields } from '../mappings/export-fields';

/** A staged row with what it owes the vendor. */
export type OwedRow = { row: StagedRow; owed: Exclude<Owed, { kind: 'nothing' }> };

/**
 * Staged rows of a connection that owe the vendor something, page by page. Those that owe nothing are
 * acknowledged on the way: their values travelled with another book. Those whose values cannot be
 * sent are refused.
 */
export async function* owedRows(
  { deps, integration, lease }: ExportContext,
  connection: Connection,
  fields: ExportFields
): AsyncGenerator<OwedRow[]> {
  const { connections, db, ledger } = deps.repositories;
  const isTwoWay = fields.twoWay.size > 0;
  const pace = db.pace();
  let open: Connection[] | null = null;
  for (let after = 0; ;) {
    lease.signal.throwIfAborted();
    const endBatch = pace.begin();
    const rows = await ledger.staged.next(connection.id, integration.id, after, pace.rows());
    const last = rows[rows.length - 1];
    if (!last) return;
    after = last.id;
    open ??= await connections.openOf(integration.id);
    const collections = new Map(open.map(({ id, collection }) => [id, collection]));
    const elsewhere = open.map(({ id }) => id).filter((id) => id !== connection.id);
    const emails = rows.map((row) => row.emailNorm);
    const others = await ledger.staged.elsewhere(elsewhere, emails);
    const priorities = others.size > 0 ? await prioritiesOf(deps, integration.id) : new Map();
    const waiting = isTwoWay
      ? await waitingValues(deps, integration.id, [...rows, ...[...others.values()].flat()])
      : new Map();
    const priorityOf: PriorityOf = (id) => priorities.get(collections.get(id) ?? '') ?? 0;
    const owing: OwedRow[] = [];
    const settled: number[] = [];
    const refused: number[] = [];
    for (const row of rows) {
      const agreed = row.agreed === null ? null : (JSON.parse(row.agreed) as Payload);
      const claimOf = (claim: Claimed, connectionId: number): Claim => {
        const collection = collections.get(connectionId) ?? '';
        const held = waiting.get(placeOf(collection, claim.docId)) ?? [];
        return {
          ...claim,
          priority: priorityOf(connectionId),
          values: valuesOf(claim, held, agreed),
        };
      };
      const elsewhereToo = others.get(row.emailNorm) ?? [];
      const owed = owedOf({
        claim: claimOf(row, connection.id),
        others: elsewhereToo.map((other) => claimOf(other, other.connectionId)),
        carriedElsewhere: elsewhereToo.some((other) => other.inFlight),
        inBook: row.acknowledgedAt !== null,
        agreed,
        unjudged: isTwoWay && row.newsSince !== null,
      });
      if (row.problem !== null) refused.push(row.id);
      else if (owed.kind === 'nothing') settled.push(row.id);
      else owing.push({ row, owed });
    }
    await ledger.staged.refuse(refused, deps.clock.now());
    await ledger.upload.settleUnsent(settled, deps.clock.now());
    await endBatch();
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

type Claimed = Pick<StagedRow, 'docId' | 'bornAt' | 'payload'>;

const placeOf = (collection: string, docId: string | null) => `${collection} ${docId}`;

/**
 * Data fields of records whose value waits in a draft to be published: until then they claim what the
 * vendor holds.
 */
const waitingValues = async (
  { repositories }: ExportContext['deps'],
  integrationId: number,
  rows: Claimed[]
): Promise<Map<string, string[]>> => {
  const waiting = new Map<string, string[]>();
  const docIds = rows.flatMap(({ docId }) => (docId === null ? [] : [docId]));
  for (const remark of await repositories.valueRemarks.of(integrationId, docIds)) {
    if (remark.kind !== 'waiting') continue;
    const place = placeOf(remark.collection, remark.docId);
    waiting.set(place, [...(waiting.get(place) ?? []), remark.dataField]);
  }
  return waiting;
};

const valuesOf = ({ payload }: Claimed, held: string[], agreed: Payload | null): Payload => {
  const values = JSON.parse(payload) as Payload;
  for (const field of held) values[field] = agreed?.[field] ?? null;
  return values;
};
