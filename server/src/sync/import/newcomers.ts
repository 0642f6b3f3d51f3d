import type { Connection } from '../../store/connections';
import type { SeenContact } from '../../store/contacts';
import type { StepRecorder, SyncContext } from '../context';

/** The book was not read whole yet since records are created: it is now, and whoever is in it was before. */
export const isFirstLook = ({ createRecords, newcomersSince }: Connection): boolean =>
  createRecords && newcomersSince === null;

/**
 * Notes people of a page of the book who are no members of the list, where the connection creates
 * records. `seenBefore` (ms): whoever was last seen earlier counts as seen now; by default whom the last full read
 * missed. Answers how many were not known.
 */
export const noteNewcomers = async (
  { deps }: SyncContext,
  connection: Connection,
  seen: SeenContact[],
  step: StepRecorder,
  seenBefore: number = connection.fullReadAt ?? 0
): Promise<number> => {
  if (!connection.createRecords || seen.length === 0) return 0;
  const { ledger, newcomers } = deps.repositories;
  const emails = seen.map((row) => row.emailNorm);
  const members = await ledger.rows.known(connection.id, emails);
  const kind = isFirstLook(connection) ? 'older' : 'new';
  const news = await newcomers.see(
    connection.id,
    emails.filter((email) => !members.has(email)),
    { kind, since: seenBefore },
    deps.clock.now()
  );
  step.count(kind === 'older' ? 'olderPeople' : 'newPeople', news);
  return news;
};
