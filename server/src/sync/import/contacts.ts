import { normaliseEmail } from '../../core/email';
import { mayReceive } from '../../core/statuses';
import type { RemoteContact } from '../../dotdigital/types';
import type { Connection } from '../../store/connections';
import type { SeenContact } from '../../store/contacts';
import type { StepRecorder, SyncContext } from '../context';
import { followAddressChanges } from './address-changes';
import { refsOf } from '../opt-out-refs';
import { FEEDS, readFeed } from './feed';

/**
 * Reads the contacts of a connected book that changed since the last read: remote ids, statuses,
 * addresses. Answers the e-mails the vendor shows as subscribed in the book, for those whose opt-out
 * may have been lifted there (`consent.ts` confirms each).
 */
export const importContacts = async (
  context: SyncContext,
  connection: Connection,
  step: StepRecorder
): Promise<string[]> => {
  const { account, lease } = context;
  const optedOutBefore: string[] = [];
  await readFeed(
    context,
    FEEDS.contacts(connection.bookRemoteId),
    (since) =>
      account.contacts.ofBook(connection.bookRemoteId, {
        ...(since === null ? {} : { since }),
        signal: lease.signal,
      }),
    async (rows) => {
      const { seen, news } = await storeContacts(context, rows, step);
      optedOutBefore.push(...(await stillOptedOut(context, connection, seen)));
      return news;
    }
  );
  return optedOutBefore;
};

/** Stores what a page of contacts tells; answers those that have an e-mail. */
export const takeContacts = async (
  context: SyncContext,
  rows: RemoteContact[],
  step: StepRecorder
): Promise<SeenContact[]> => (await storeContacts(context, rows, step)).seen;

const storeContacts = async (
  context: SyncContext,
  rows: RemoteContact[],
  step: StepRecorder
): Promise<{ seen: SeenContact[]; news: number }> => {
  const seen = rows.flatMap(seenContact);
  step.count('read', rows.length);
  if (seen.length < rows.length) step.count('withoutEmail', rows.length - seen.length);
  await followAddressChanges(context, seen, step);
  const news = await context.deps.repositories.contacts.see(
    context.integration.id,
    seen,
    context.deps.clock.now()
  );
  step.count('updated', news);
  return { seen, news };
};

const seenContact = (row: RemoteContact): SeenContact[] =>
  row.email === null || row.email.trim() === ''
    ? []
    : [
        {
          remoteId: row.id,
          email: row.email.trim(),
          emailNorm: normaliseEmail(row.email),
          status: row.status,
          optInType: row.optInType,
          emailType: row.emailType,
        },
      ];

/** Those of them that the vendor shows as subscribed and that we know an opt-out of. */
export const stillOptedOut = async (
  { deps, integration }: SyncContext,
  connection: Connection,
  seen: SeenContact[]
): Promise<string[]> => {
  const subscribed = seen.filter((row) => mayReceive(row.status)).map((row) => row.emailNorm);
  const active = await deps.repositories.optOuts.activeFor(
    refsOf(integration.accountId, connection),
    subscribed
  );
  return [...new Set(active.map((row) => row.emailNorm))];
};
