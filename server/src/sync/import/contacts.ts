import { normaliseEmail } from '../../core/email';
import { mayReceive } from '../../core/statuses';
import { pulledValues } from '../../core/pulled-values';
import type { RemoteContact } from '../../dotdigital/types';
import type { Connection } from '../../store/connections';
import type { SeenContact } from '../../store/contacts';
import type { Feed } from '../../store/cursors';
import type { StepRecorder, SyncContext } from '../context';
import type { ExportFields } from '../mappings/export-fields';
import { followAddressChanges } from './address-changes';
import { refsOf } from '../opt-out-refs';
import { FEEDS, readFeed } from './feed';
import { isFirstLook, noteNewcomers } from './newcomers';
import { valuesWanted, type WantedValues } from './values-wanted';

/** The feed of a book's contacts, with or without their values. */
export const contactsFeed = ({ bookRemoteId }: Connection, values: WantedValues | null): Feed => ({
  name: FEEDS.contacts(bookRemoteId),
  content: values?.content ?? null,
});

/**
 * Reads the contacts of a connected book that changed since the last read: remote ids, statuses,
 * addresses, and values where they flow back. Answers the e-mails the vendor shows as subscribed in the book, for those whose opt-out
 * may have been lifted there (`consent.ts` confirms each). `whole` reads the others, too.
 */
export const importContacts = async (
  context: SyncContext,
  connection: Connection,
  fields: ExportFields,
  step: StepRecorder,
  whole = false
): Promise<string[]> => {
  const { account, deps, lease } = context;
  const isFirst = isFirstLook(connection);
  const begin = deps.clock.now();
  const values = valuesWanted(fields, connection);
  const optedOutBefore: string[] = [];
  await readFeed(
    context,
    contactsFeed(connection, values),
    (since) =>
      account.contacts.ofBook(connection.bookRemoteId, {
        ...(since === null || whole || isFirst ? {} : { since }),
        dataFields: values !== null,
        signal: lease.signal,
      }),
    async (rows, lookedBefore) => {
      const { seen, news } = await storeContacts(context, rows, { values, lookedBefore }, step);
      optedOutBefore.push(...(await stillOptedOut(context, connection, seen)));
      return news + (await noteNewcomers(context, connection, seen, step));
    }
  );
  if (isFirst) {
    await deps.repositories.connections.update(connection.id, { newcomersSince: begin });
  }
  return optedOutBefore;
};

/** Whether the contacts were asked for with values, and when they were last read so (ms, our clock). */
type Reading = { values: WantedValues | null; lookedBefore: number | null };

/** Stores what a page of contacts tells; answers those that have an e-mail, and how many were news. */
export const storeContacts = async (
  context: SyncContext,
  rows: RemoteContact[],
  { values, lookedBefore }: Reading,
  step: StepRecorder
): Promise<{ seen: SeenContact[]; news: number }> => {
  const seen = rows.flatMap((row) => seenContact(row, values));
  step.count('read', rows.length);
  if (seen.length < rows.length) step.count('withoutEmail', rows.length - seen.length);
  await followAddressChanges(context, seen, step);
  const news = await context.deps.repositories.contacts.see(
    context.integration.id,
    seen,
    context.deps.clock.now(),
    values ? { twoWay: values.twoWay, lookedBefore } : undefined
  );
  step.count('updated', news);
  return { seen, news };
};

const seenContact = (row: RemoteContact, values: WantedValues | null): SeenContact[] =>
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
          values: values && row.dataFields ? pulledValues(row.dataFields, values) : null,
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
