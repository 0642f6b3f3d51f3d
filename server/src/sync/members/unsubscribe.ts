import { isVendorError } from '../../dotdigital/errors';
import { enqueueSync } from '../queue/enqueue';
import type { ChangedMembers, MemberChange } from './change-members';
import { accountOfList, emailsOfRecords, type ListAtVendor } from './member-of-list';
import type { Deps } from '../deps';
import { unsubscribeAtVendor } from './unsubscribe-at-vendor';

/**
 * An editor's opt-out: stored first, then sent at once, whoever put the person into the book. What
 * cannot be sent now goes out first thing in every synchronisation until the vendor has it.
 */
export const unsubscribeMembers: MemberChange = async (deps, at, docIds) => {
  const { optOuts } = deps.repositories;
  const emails = await emailsOfRecords(deps, at.list, docIds);
  const now = deps.clock.now();
  await optOuts.record(
    [...emails].map(([docId, emailNorm]) => ({
      scope: 'list' as const,
      ref: at.list.id,
      emailNorm,
      source: 'editor' as const,
      docId,
      optedOutAt: now,
    }))
  );
  if (at.connected) await sendNow(deps, at, [...emails.values()]);
  return { changed: emails.size, waiting: 0, refused: refusedRecords(docIds, emails) };
};

const refusedRecords = (docIds: string[], emails: Map<string, string>): ChangedMembers['refused'] =>
  docIds
    .filter((documentId) => !emails.has(documentId))
    .map((documentId) => ({
      documentId,
      code: 'INVALID',
      message: 'The record is not in the list or has no valid e-mail',
    }));

const sendNow = async (deps: Deps, at: ListAtVendor, emails: string[]): Promise<void> => {
  if (!at.connected) return;
  const { connection, integration, refs } = at.connected;
  const { ledger, optOuts } = deps.repositories;
  await ledger.mirror.optOut(connection.id, refs, deps.clock.now());
  try {
    const account = accountOfList(deps, at);
    if (!account) return;
    for (const row of await optOuts.activeFor(refs, emails)) {
      if (row.scope !== 'list' || row.sentRef === refs.book) continue;
      await unsubscribeAtVendor(account, connection.bookRemoteId, row.emailNorm);
      await optOuts.markSent(row.id, refs.book, deps.clock.now());
    }
  } catch (error) {
    const words = isVendorError(error) ? error.message : String(error);
    deps.logger.warn(
      `An opt-out could not be sent at once and is sent with the next sync: ${words}`
    );
    await enqueueSync(deps, {
      integrationId: integration.id,
      trigger: 'manual',
      listId: at.list.id,
    });
  }
};
