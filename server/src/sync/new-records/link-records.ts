import type { Connection } from '../../store/connections';
import type { ListSource } from '../../store/list-query';
import type { MarketingList } from '../../store/marketing-lists';
import type { StepRecorder, SyncContext } from '../context';
import type { ExportFields } from '../mappings/export-fields';
import { writeMembers } from '../export/write-members';

/** Records linked in one transaction. */
const PAGE = 200;

/** A list beside what is made for it. */
export type ListToFill = {
  connection: Connection;
  list: MarketingList;
  source: ListSource;
  fields: ExportFields;
};

/**
 * Links records that were made of contacts: on manual and static lists they join the list, and whoever
 * is a member gets a ledger row that says that the book has them already, so that nothing but values
 * of one-way rows can be owed. Can be killed and run again.
 */
export const linkRecords = async (
  context: SyncContext,
  { connection, list, source, fields }: ListToFill,
  step: StepRecorder
): Promise<void> => {
  const { ledger, listRecords, newcomers } = context.deps.repositories;
  for (;;) {
    const made = await newcomers.made(connection.id, PAGE);
    if (made.length === 0) return;
    const docIds = made.map(({ docId }) => docId);
    const now = context.deps.clock.now();
    if (list.kind === 'manual') await listRecords.pick(list.id, docIds, now);
    if (list.kind === 'static') await listRecords.join(list.id, docIds, now);
    const mapped = fields.of(connection.collection);
    const members = await ledger.scan.membersAmong(source, connection.id, mapped, docIds);
    await writeMembers(context, connection, members, step, async (trx) => {
      await ledger.staged.areInBook(connection.id, docIds, now, trx);
      await newcomers.settle(
        connection.id,
        made.map((row) => ({ ...row, kind: 'created' })),
        now,
        trx
      );
    });
  }
};
