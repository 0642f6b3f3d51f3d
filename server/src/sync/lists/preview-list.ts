import { isDeepStrictEqual } from 'node:util';
import { checkEmail } from '../../core/email';
import {
  BrokenList,
  buildListSource,
  previewRows,
  type ListDefinition,
  type PreviewRow,
} from '../../store/list-query';
import { bookRef, type OptOutRefs } from '../../store/opt-outs';
import { unreadableByFilter } from '../../store/viewer';
import type { Deps } from '../deps';
import { keyRanges } from './key-ranges';

/** A record as the viewer may see it. */
type PreviewedRecord = { documentId: string; label: string; email: string | null };

/**
 * Everybody a list reaches, each counted once: `matching` is all of them, the others are those of
 * them nothing would be sent to, by the first reason that holds in this order: removed, without a
 * valid e-mail, duplicates of another record's e-mail, opted out.
 */
export type ListPreview = {
  broken: string | null;
  matching: number;
  removed: number;
  withoutEmail: number;
  duplicates: number;
  optedOut: number;
  /** True when only the first 200,000 were counted. */
  more: boolean;
  first: PreviewedRecord[];
};

/** Counting stops here: a preview is looked at, not computed with. */
const MAX_COUNTED = 200_000;
const FIRST = 10;

const nothing = (): ListPreview => ({
  broken: null,
  matching: 0,
  removed: 0,
  withoutEmail: 0,
  duplicates: 0,
  optedOut: 0,
  more: false,
  first: [],
});

const count = (preview: ListPreview, seen: Set<string>, row: PreviewRow): void => {
  preview.matching += 1;
  const email = checkEmail(row.email);
  if (row.removed) preview.removed += 1;
  else if (email.kind !== 'ok') preview.withoutEmail += 1;
  else if (seen.has(email.norm)) preview.duplicates += 1;
  else {
    seen.add(email.norm);
    if (row.optedOut) preview.optedOut += 1;
  }
};

const optOutRefs = async (deps: Deps, listId: string): Promise<OptOutRefs | null> => {
  const { connections, integrations } = deps.repositories;
  const connection = await connections.ofList(listId);
  const integration = connection && (await integrations.find(connection.integrationId));
  if (!connection || !integration?.accountId) return null;
  const { accountId } = integration;
  return { list: listId, book: bookRef(accountId, connection.bookRemoteId), account: accountId };
};

type Viewer = {
  userAbility: unknown;
  /** Records as the viewer may see them; none when they may not. */
  show(documentIds: string[]): Promise<PreviewedRecord[]>;
};

/** A filter that is tried out asks only what its author may read; a stored one is somebody's choice. */
const demandReadable = async (
  { repositories }: Deps,
  list: ListDefinition,
  { userAbility }: Viewer
): Promise<void> => {
  const stored = await repositories.lists.find(list.id);
  if (stored?.collection === list.collection && isDeepStrictEqual(stored.filter, list.filter))
    return;
  const refusal = unreadableByFilter(repositories.db, userAbility, list);
  if (refusal !== null) throw new BrokenList('filter', refusal);
};

const evaluate = async (deps: Deps, list: ListDefinition, viewer: Viewer): Promise<ListPreview> => {
  const { db } = deps.repositories;
  await demandReadable(deps, list, viewer);
  const source = await buildListSource(db, list, { now: deps.clock.now(), withRemoved: true });
  const refs = await optOutRefs(deps, list.id);
  const preview = nothing();
  const seen = new Set<string>();
  const first: string[] = [];
  for await (const range of keyRanges(deps, source)) {
    for (const row of await previewRows(db, { source, listId: list.id, refs }, range)) {
      count(preview, seen, row);
      if (!row.removed && first.length < FIRST) first.push(row.docId);
    }
    preview.more = preview.matching >= MAX_COUNTED;
    if (preview.more) break;
  }
  return { ...preview, first: await viewer.show(first) };
};

/**
 * Counts the people of a list that need not be saved yet, and shows the first of them. Of a static
 * list it shows whom a snapshot would take now. A list that cannot be evaluated answers why.
 */
export const previewList = async (
  deps: Deps,
  list: ListDefinition,
  viewer: Viewer
): Promise<ListPreview> => {
  const asked = list.kind === 'static' ? { ...list, kind: 'dynamic' as const } : list;
  try {
    return await evaluate(deps, asked, viewer);
  } catch (error) {
    if (error instanceof BrokenList) return { ...nothing(), broken: error.reason };
    throw error;
  }
};
