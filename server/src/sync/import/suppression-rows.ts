import { normaliseEmail } from '../../core/email';
import { statusGroup } from '../../core/statuses';
import type { RemoteSuppression } from '../../dotdigital/types';
import type { SeenContact } from '../../store/contacts';
import type { NewOptOut, OptOutScope } from '../../store/opt-outs';
import type { StepRecorder, SyncContext } from '../context';
import { followAddressChanges } from './address-changes';

/**
 * Stores one page of an unsubscribe or suppression feed: opt-outs as rows of their own, other
 * reasons as the contact's status. People nobody knew before are kept too: they must not be sent
 * when they join a list later. Answers how many were news.
 */
export const takeSuppressions = async (
  { deps, integration }: SyncContext,
  target: { scope: OptOutScope; ref: string },
  rows: RemoteSuppression[],
  step: StepRecorder
): Promise<number> => {
  const now = deps.clock.now();
  const known = rows.flatMap((row) => {
    const { email } = row.contact;
    return email === null || email.trim() === '' ? [] : [{ ...row, email: email.trim() }];
  });
  step.count('read', rows.length);
  if (known.length < rows.length) step.count('withoutEmail', rows.length - known.length);

  const optOuts: NewOptOut[] = known
    .filter((row) => optsOut(target.scope, row.reason))
    .map((row) => ({
      ...target,
      emailNorm: normaliseEmail(row.email),
      source: 'vendor',
      reason: row.reason,
      optedOutAt: row.removedAt ?? now,
    }));
  // Who opted out under another address than before is the person behind the former one too.
  await followAddressChanges({ deps, integration }, known.map(seenContact), step);
  const contacts = known.filter((row) => tellsStatus(target.scope, row.reason)).map(seenContact);
  const optedOut = await deps.repositories.optOuts.record(optOuts);
  const updated = await deps.repositories.contacts.see(integration.id, contacts, now);
  step.count('optedOut', optedOut);
  step.count('updated', updated);
  return optedOut + updated;
};

const seenContact = ({
  contact,
  email,
  reason,
}: RemoteSuppression & { email: string }): SeenContact => ({
  remoteId: contact.id > 0 ? contact.id : null,
  email,
  emailNorm: normaliseEmail(email),
  status: reason,
  optInType: contact.optInType,
  emailType: contact.emailType,
});

/**
 * Whoever is in a book's unsubscribe feed opted out, whatever the word beside him (it may be missing
 * or the account's status): the feed has no other purpose. Only a dead address is none.
 */
const optsOut = (scope: OptOutScope, reason: string): boolean => {
  const group = statusGroup(reason);
  return group === 'opted-out' || (scope === 'book' && group !== 'undeliverable');
};

/** Leaving one book leaves the account's status alone; an account-level reason is that status. */
const tellsStatus = (scope: OptOutScope, reason: string): boolean =>
  scope === 'account' || statusGroup(reason) === 'undeliverable';
