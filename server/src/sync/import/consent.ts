import { normaliseEmail } from '../../core/email';
import { mayReceive } from '../../core/statuses';
import type { Connection } from '../../store/connections';
import type { OptOut } from '../../store/opt-outs';
import type { Upload } from '../../store/uploads';
import type { StepRecorder, SyncContext } from '../context';
import { unsubscribeAtVendor } from '../members/unsubscribe-at-vendor';
import { refsOf } from '../opt-out-refs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Lifts opt-outs of people the vendor shows subscribed in the book again, when that is newer consent:
 * it came after the opt-out, no upload of ours carried them since, and the vendor itself no longer
 * counts them among the unsubscribed (a listing alone could be stale). Whom a file without a known
 * outcome may have put back is unsubscribed again instead. Called after the unsubscribes and
 * suppressions of the same run were read.
 */
export const liftByNewerConsent = async (
  context: SyncContext,
  connection: Connection,
  emails: string[],
  step: StepRecorder
): Promise<void> => {
  if (emails.length === 0) return;
  const { optOuts } = context.deps.repositories;
  const refs = refsOf(context.integration.accountId, connection);
  const active = await optOuts.activeFor(refs, emails);
  const carried = await carriedSince(context, connection, emails);
  const candidates = active.filter(
    (row) => heardByVendor(row, refs.book) && (carried.get(row.emailNorm) ?? 0) < row.optedOutAt
  );
  const shown = await confirm(context, connection, candidates);
  const lost = await lostUploads(context, connection, shown);
  const putBack = shown.filter((row) => lost.some((upload) => mayHavePutBack(upload, row)));
  await unsubscribeAgain(context, connection, putBack, step);

  const consents = shown.filter((row) => !putBack.includes(row));
  await optOuts.lift(
    consents.map((row) => row.id),
    context.deps.clock.now()
  );
  step.count('resubscribed', consents.length);
};

/** An editor's opt-out the vendor has not heard of yet says nothing about what it shows. */
const heardByVendor = (row: OptOut, book: string): boolean =>
  row.source === 'vendor' || row.sentRef === book;

/** Until when (ms) an upload whose outcome we know carried these e-mails. */
const carriedSince = async (
  { deps }: SyncContext,
  { id }: Connection,
  emails: string[]
): Promise<Map<string, number>> => {
  const owners = await deps.repositories.ledger.rows.ownersOf(id, emails);
  return new Map(
    owners.map((row) => [
      row.emailNorm ?? '',
      row.state === 'sent' ? Infinity : (row.acknowledgedAt ?? 0),
    ])
  );
};

const lostUploads = async (
  { deps }: SyncContext,
  { id }: Connection,
  shown: OptOut[]
): Promise<Upload[]> => {
  if (shown.length === 0) return [];
  const earliest = Math.min(...shown.map((row) => row.optedOutAt));
  return deps.repositories.uploads.lostSince(id, earliest - DAY_MS);
};

/**
 * A lost file may be worked on for a day after we gave it up. It carries nobody whose opt-out we knew
 * when it was made up; we know an opt-out at most a few syncs after it happened.
 */
const mayHavePutBack = ({ createdAt, settledAt }: Upload, { scope, optedOutAt }: OptOut): boolean =>
  scope !== 'account' &&
  createdAt < optedOutAt + HOUR_MS &&
  (settledAt === null || settledAt + DAY_MS > optedOutAt);

/** The renewed opt-out asks for consent newer than this: the file cannot do it twice. */
const unsubscribeAgain = async (
  { deps, account, lease }: SyncContext,
  { bookRemoteId }: Connection,
  putBack: OptOut[],
  step: StepRecorder
): Promise<void> => {
  const emails = new Set(putBack.map((row) => row.emailNorm));
  for (const email of emails) {
    await unsubscribeAtVendor(account, bookRemoteId, email, lease.signal);
    step.count('unsubscribed');
  }
  const now = deps.clock.now();
  for (const row of putBack) await deps.repositories.optOuts.renew(row.id, now);
};

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
