import { Problem } from '../../core/problem';
import type { DotdigitalAccount } from '../../dotdigital/types';
import type { OptOut } from '../../store/opt-outs';
import { enqueueSync } from '../queue/enqueue';
import { vendorProblem } from '../vendor-problem';
import type { ChangedMembers, MemberChange } from './change-members';
import { accountOfList, emailsOfRecords, type ListAtVendor, refsOfList } from './member-of-list';
import type { Deps } from '../deps';

/**
 * Asks the vendor to take people back, with its challenge and at the level of their opt-out. Only
 * its answer `ContactAdded` is consent; a challenged person stays opted out until they confirm.
 */
export const resubscribeMembers: MemberChange = async (deps, at, docIds) => {
  if (!at.connected) {
    throw new Problem('LIST_NOT_CONNECTED', 'Resubscribing needs a connected list');
  }
  const emails = await emailsOfRecords(deps, at.list, docIds);
  const result: ChangedMembers = { changed: 0, waiting: 0, refused: [] };
  for (const documentId of docIds) {
    const answer = await resubscribeOne(deps, at, emails.get(documentId));
    if (answer === null) result.changed += 1;
    else if (answer === 'challenged') result.waiting += 1;
    else result.refused.push({ documentId, code: answer.code, message: answer.message });
  }
  if (result.changed > 0) {
    await enqueueSync(deps, {
      integrationId: at.connected.integration.id,
      trigger: 'manual',
      listId: at.list.id,
    });
  }
  return result;
};

/** Null when the person is subscribed again; `challenged` while they have to confirm; else why not. */
type Answer = null | 'challenged' | Problem;

const resubscribeOne = async (
  deps: Deps,
  at: ListAtVendor,
  email: string | undefined
): Promise<Answer> => {
  const account = accountOfList(deps, at);
  if (!at.connected || !account) {
    return new Problem('INTEGRATION_INACTIVE', 'The integration is inactive');
  }
  if (!email) return new Problem('INVALID', 'The record is not in the list or has no valid e-mail');
  const { connection, refs } = at.connected;
  const active = await deps.repositories.optOuts.activeFor(refs, [email]);
  const ofAccount = active.filter((row) => row.scope === 'account');
  const ofBook = active.filter((row) => row.scope !== 'account');
  try {
    // Consent to the account's mail is none to the book somebody left: each level is asked for.
    return (
      (await askFor(deps, account, ofAccount, 'account')) ??
      (await askFor(deps, account, ofBook, { bookId: connection.bookRemoteId })) ??
      (await learnStatus(deps, connection.integrationId, account, email))
    );
  } catch (error) {
    const problem = vendorProblem(error);
    if (problem) return problem;
    throw error;
  }
};

const askFor = async (
  deps: Deps,
  account: DotdigitalAccount,
  active: OptOut[],
  level: 'account' | { bookId: number }
): Promise<Answer> => {
  const [first] = active;
  if (!first) return null;
  return takeAnswer(deps, active, await account.contacts.resubscribe(level, first.emailNorm));
};

/** The feed of a book never shows who is back in the account alone: their status is asked for. */
const learnStatus = async (
  { repositories, clock }: Deps,
  integrationId: number,
  account: DotdigitalAccount,
  email: string
): Promise<null> => {
  const contact = await account.contacts.byEmail(email);
  if (contact) {
    const { id: remoteId, status } = contact;
    await repositories.contacts.see(
      integrationId,
      [{ remoteId, email: contact.email ?? email, emailNorm: email, status }],
      clock.now()
    );
  }
  return null;
};

const takeAnswer = async (
  { repositories, clock }: Deps,
  active: OptOut[],
  status: string
): Promise<Answer> => {
  const ids = active.map((row) => row.id);
  if (status === 'ContactAdded') {
    await repositories.optOuts.lift(ids, clock.now());
    return null;
  }
  const challenged = status === 'ContactChallenged';
  await repositories.optOuts.setResubscribeState(ids, challenged ? 'challenged' : 'refused');
  return challenged ? 'challenged' : new Problem('OPTED_OUT_REMOTELY', refusalWords(status));
};

const refusalWords = (status: string): string =>
  status === 'ContactCannotBeUnsuppressed'
    ? 'Dotdigital does not allow this person to be subscribed again'
    : `Dotdigital will not take the person back (${status})`;

/** An editor's own unsubscribe that no vendor has heard of can be taken back, on an unconnected list. */
export const undoUnsubscribe: MemberChange = async (deps, at, docIds) => {
  const { optOuts } = deps.repositories;
  const emails = await emailsOfRecords(deps, at.list, docIds);
  const result: ChangedMembers = { changed: 0, waiting: 0, refused: [] };
  for (const documentId of docIds) {
    const email = emails.get(documentId);
    const active = email ? await optOuts.activeFor(refsOfList(at), [email]) : [];
    const own = active.filter(mayUndo);
    if (at.connected || own.length === 0 || own.length < active.length) {
      result.refused.push({
        documentId,
        code: 'OPTED_OUT_REMOTELY',
        message: 'Only an unsubscribe of an editor that Dotdigital has not heard of can be undone',
      });
      continue;
    }
    await optOuts.lift(
      own.map((row) => row.id),
      deps.clock.now()
    );
    result.changed += 1;
  }
  return result;
};

const mayUndo = (row: OptOut): boolean =>
  row.scope === 'list' && row.source === 'editor' && row.sentAt === null;
