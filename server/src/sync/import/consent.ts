import { normaliseEmail } from '../../core/email';
import { mayReceive } from '../../core/statuses';
import type { Connection } from '../../store/connections';
import type { OptOut } from '../../store/opt-outs';
import type { StepRecorder, SyncContext } from '../context';
import { refsOf } from '../opt-out-refs';

/**
 * Lifts opt-outs of people the vendor shows subscribed in the book again, when that is newer consent:
 * it came after the opt-out, no upload of ours carried them since, and the vendor itself no longer
 * counts them among the unsubscribed (a listing alone could be stale). Called after the
 * unsubscribes and suppressions of the same run were read.
 */
export const liftByNewerConsent = async (
  context: SyncContext,
  connection: Connection,
  emails: string[],
  step: StepRecorder
): Promise<void> => {
  if (emails.length === 0) return;
  const { optOuts, ledger } = context.deps.repositories;
  const refs = refsOf(context.integration.accountId, connection);
  const active = await optOuts.activeFor(refs, emails);
  const owners = await ledger.rows.ownersOf(connection.id, emails);
  const carried = new Map(
    owners.map((row) => [
      row.emailNorm,
      row.state === 'sent' ? Infinity : (row.acknowledgedAt ?? 0),
    ])
  );
  const candidates = active.filter(
    (row) => heardByVendor(row, refs.book) && (carried.get(row.emailNorm) ?? 0) < row.optedOutAt
  );
  const confirmed = await confirm(context, connection, candidates);
  await optOuts.lift(
    confirmed.map((row) => row.id),
    context.deps.clock.now()
  );
  step.count('resubscribed', confirmed.length);
};

/** An editor's opt-out the vendor has not heard of yet says nothing about what it shows. */
const heardByVendor = (row: OptOut, book: string): boolean =>
  row.source === 'vendor' || row.sentRef === book;

/** One read of the unsubscribes answers for a book; an account's view is asked person by person. */
const confirm = async (
  { account, lease }: SyncContext,
  { bookRemoteId }: Connection,
  candidates: OptOut[]
): Promise<OptOut[]> => {
  if (candidates.length === 0) return [];
  const since = Math.min(...candidates.map((row) => row.optedOutAt)) - 1000;
  const unsubscribed = new Set<string>();
  const pages = account.contacts.unsubscribedFromBook(bookRemoteId, {
    since,
    signal: lease.signal,
  });
  for await (const page of pages) {
    for (const { contact } of page.rows) {
      if (contact.email) unsubscribed.add(normaliseEmail(contact.email));
    }
  }
  const confirmed: OptOut[] = [];
  for (const row of candidates) {
    if (unsubscribed.has(row.emailNorm)) continue;
    const known = await account.contacts.byEmail(row.emailNorm, { signal: lease.signal });
    if (known && mayReceive(known.status)) confirmed.push(row);
  }
  return confirmed;
};
