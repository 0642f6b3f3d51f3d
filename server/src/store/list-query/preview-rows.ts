import { TABLE } from '../../constants';
import type { Db } from '../db';
import { concerning, type OptOutRefs } from '../opt-outs';
import type { ListSource } from './list-source';

export type PreviewRow = {
  docId: string;
  email: unknown;
  /** Removed from the list by an editor or at the vendor. */
  removed: boolean;
  /** Has an active opt-out that concerns the list. */
  optedOut: boolean;
};

export type PreviewedList = {
  /** Built with its removed records. */
  source: ListSource;
  listId: string;
  /** Where a connected list's people can have opted out; null: the list itself, or any account. */
  refs: OptOutRefs | null;
};

/** Members of one range of host keys in a stable order, with what the list and its opt-outs know of them. */
export const previewRows = async (
  db: Db,
  { source, listId, refs }: PreviewedList,
  range: { after: number; end: number }
): Promise<PreviewRow[]> => {
  const members = source
    .members()
    .where('h.id', '>', range.after)
    .where('h.id', '<=', range.end)
    .leftJoin(`${TABLE.listRecord} as taken_off`, (join) =>
      join
        .on('taken_off.doc_id', 'h.document_id')
        .andOnVal('taken_off.list_id', listId)
        .andOnVal('taken_off.kind', 'removed')
    )
    .select('taken_off.id as removal');
  const optOuts = db
    .table(`${TABLE.optOut} as o`)
    .select(db.knex.raw('1'))
    .whereRaw('?? = lower(trim(??))', ['o.email_norm', 'm.email']);
  if (refs) concerning(optOuts, refs);
  else {
    optOuts.whereNull('o.lifted_at').where((any) => {
      any.where({ 'o.scope': 'list', 'o.ref': listId }).orWhere({ 'o.scope': 'account' });
    });
  }
  const rows: { docId: string; email: unknown; removal: number | null; optedOut: unknown }[] =
    await db.knex
      .select('m.docId', 'm.email', 'm.removal')
      .select(db.knex.raw('case when exists ? then 1 else 0 end as ??', [optOuts, 'optedOut']))
      .from(members.as('m'))
      .orderBy('m.hostId');
  return rows.map(({ docId, email, removal, optedOut }) => ({
    docId,
    email,
    removed: removal !== null,
    optedOut: Number(optedOut) === 1,
  }));
};
