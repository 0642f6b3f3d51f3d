import type { Connection } from '../../store/connections';
import type { PulledContact } from '../../store/contact-news';
import type { StepRecorder, SyncContext } from '../context';
import type { ExportFields } from '../mappings/export-fields';
import { fedLists, type FedList } from './fed-records';
import { judgeContacts } from './judge-contacts';

/** Contacts judged at a time. */
const PAGE = 200;

type Judging = { lists: FedList[]; fields: ExportFields };

/**
 * Carries what changed at the vendor into the site's records: contacts with news, and those with a
 * record whose value was refused or waits, and that was saved since.
 */
export const updateRecords = async (
  context: SyncContext,
  fields: ExportFields,
  step: StepRecorder
): Promise<void> => {
  const { deps, integration, lease } = context;
  const { contactNews } = deps.repositories;
  const judging = { lists: await fedLists(context, fields), fields };
  await lookAtSaved(context, judging, step);
  for (let after = 0; ;) {
    lease.signal.throwIfAborted();
    const page = await contactNews.next(integration.id, after, PAGE);
    const last = page[page.length - 1];
    if (!last) return;
    after = last.id;
    await judgeContacts(context, judging, page, step);
  }
};

/** An editor has published the draft, changed it, or corrected what kept a value out. */
const lookAtSaved = async (
  context: SyncContext,
  judging: Judging,
  step: StepRecorder
): Promise<void> => {
  const { contactNews, ledger, valueRemarks } = context.deps.repositories;
  const { id: integrationId } = context.integration;
  for (const { connection } of judging.lists) {
    const docIds = await valueRemarks.savedSince(integrationId, connection);
    for (let start = 0; start < docIds.length; start += PAGE) {
      const rows = await ledger.rows.byDocs(connection.id, docIds.slice(start, start + PAGE));
      const emails = rows.flatMap((row) => (row.emailNorm === null ? [] : [row.emailNorm]));
      const contacts = await contactNews.ofEmails(integrationId, emails);
      if (contacts.length > 0) await judgeContacts(context, judging, contacts, step);
    }
  }
};

/**
 * Looks at whoever is about to be sent: records that have just joined take what their contact holds,
 * and a value that was refused is judged anew. Answers whether records were written, which then have
 * to be staged again.
 */
export const updateStaged = async (
  context: SyncContext,
  connections: Connection[],
  fields: ExportFields,
  step: StepRecorder
): Promise<boolean> => {
  const { deps, integration, lease } = context;
  const { contactNews } = deps.repositories;
  const judging = { lists: await fedLists(context, fields), fields };
  let written = 0;
  for (const { id } of connections) {
    for (let after = 0; ;) {
      lease.signal.throwIfAborted();
      const page = await contactNews.staged(id, integration.id, after, PAGE);
      const last = page[page.length - 1];
      if (!last) break;
      after = last.rowId;
      const unlike = page.filter((contact) => differs(contact, fields));
      if (unlike.length > 0) written += await judgeContacts(context, judging, unlike, step);
    }
  }
  return written > 0;
};

/** The vendor holds something else than what both sides know of. */
const differs = ({ remote, agreed }: PulledContact, { twoWay }: ExportFields): boolean =>
  [...twoWay].some(
    (field) => remote[field] !== undefined && remote[field] !== (agreed?.[field] ?? null)
  );
