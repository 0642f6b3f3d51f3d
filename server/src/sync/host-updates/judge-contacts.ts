import type { Payload } from '../../core/member-decision';
import { remark } from '../../core/remarks';
import type { PulledContact, SettledNews } from '../../store/contact-news';
import type { ValuePlace, ValueRemark } from '../../store/value-remarks';
import type { StepRecorder, SyncContext } from '../context';
import type { ExportFields } from '../mappings/export-fields';
import { recordsOf, type FedList, type FedRecord } from './fed-records';
import { judgeRecord, type Judged } from './judge-record';
import type { Outcome } from './take-values';

type JudgedRecord = { record: FedRecord; values: Judged[] };

/** What becomes of a page of contacts, written in one transaction. */
type Settlement = {
  news: SettledNews[];
  remarks: ValueRemark[];
  /** Values whose remark is not true any more. */
  settled: ValuePlace[];
  /** Contacts that hold something else than a record that keeps its value. */
  owing: string[];
};

/**
 * Judges a page of contacts: every record that feeds one takes what changed at the vendor, or keeps
 * its own. All records of a contact are judged by what was agreed before, so its news waits while one of
 * them cannot be read. Records are written first, then what was decided: a process that is killed in between
 * decides the same again. Answers how many records were written.
 */
export const judgeContacts = async (
  context: SyncContext,
  { lists, fields }: { lists: FedList[]; fields: ExportFields },
  contacts: PulledContact[],
  step: StepRecorder
): Promise<number> => {
  const { deps, integration, lease } = context;
  const { valueRemarks } = deps.repositories;
  const emails = contacts.map(({ emailNorm }) => emailNorm);
  const { records, unread, inFlight } = await recordsOf(context, lists, fields, emails);
  const known = await valueRemarks.of(
    integration.id,
    records.map(({ host }) => host.docId)
  );
  const settlement: Settlement = { news: [], remarks: [], settled: [], owing: [] };
  let written = 0;
  const failures: string[] = [];
  for (const contact of contacts) {
    lease.signal.throwIfAborted();
    if (unread.has(contact.emailNorm)) {
      settlement.news.push({ ...contact, newsSince: contact.newsSince ?? 0 });
      continue;
    }
    const judged: JudgedRecord[] = [];
    for (const record of records.filter(({ emailNorm }) => emailNorm === contact.emailNorm)) {
      const remarks = known.filter(({ docId }) => docId === record.host.docId);
      judged.push({ record, values: await judgeRecord(context, record, contact, remarks) });
    }
    written += judged.filter(({ values }) => values.some(isWritten)).length;
    failures.push(...judged.flatMap(({ values }) => values.find(isFailed)?.outcome.failed ?? []));
    const sent = inFlight.has(contact.emailNorm);
    conclude(settlement, contact, judged, { sent, now: deps.clock.now(), known });
  }
  await store(context, settlement, lists);
  const [reason] = failures;
  if (reason !== undefined)
    step.warn(remark('record-not-written', { records: failures.length, reason }));
  step.count('hostUpdated', written);
  step.count('conflicts', settlement.remarks.filter(({ kind }) => kind === 'conflict').length);
  step.count('valuesRefused', settlement.remarks.filter(({ kind }) => kind === 'refused').length);
  return written;
};

const isWritten = ({ outcome }: Judged): boolean => outcome === 'written' || outcome === 'draft';

type FailedValue = Judged & { outcome: { failed: string } };

const isFailed = (value: Judged): value is FailedValue =>
  typeof value.outcome === 'object' && value.outcome !== null && 'failed' in value.outcome;

type Circumstances = {
  /** A file is on its way: whether it overwrites the vendor's value is known after it. */
  sent: boolean;
  now: number;
  known: ValueRemark[];
};

/** What the judged values of one contact's records come to. */
const conclude = (
  settlement: Settlement,
  contact: PulledContact,
  judged: JudgedRecord[],
  { sent, now, known }: Circumstances
): void => {
  const agreed: Payload = {};
  const open = new Set<string>();
  let later = false;
  for (const { record, values } of judged) {
    const { collection, docId } = record.host;
    for (const value of values) {
      const { row, host, remote, verdict, outcome } = value;
      const place = { collection, docId, dataField: row.dataField };
      const kept = verdict.kind === 'withdrawn' || keepsHost(verdict);
      // What could not be written now is judged anew by the next synchronisation.
      if ((kept && sent) || outcome === 'overtaken' || isFailed(value)) {
        later = true;
        open.add(row.dataField);
        continue;
      }
      agreed[row.dataField] = remote;
      if (kept) settlement.owing.push(contact.emailNorm);
      if (outcome === 'draft' || isRefused(outcome)) open.add(row.dataField);
      const about = remarkOf(verdict, outcome);
      if (about)
        settlement.remarks.push({ ...place, ...about, host: host ?? null, remote, at: now });
      else if (known.some((one) => one.docId === docId && one.dataField === row.dataField))
        settlement.settled.push(place);
    }
  }
  for (const field of open) delete agreed[field];
  const changed = Object.keys(agreed).length > 0;
  settlement.news.push({
    email: contact.email,
    emailNorm: contact.emailNorm,
    agreed: changed ? { ...contact.agreed, ...agreed } : contact.agreed,
    newsSince: later ? (contact.newsSince ?? 0) : null,
  });
};

const isRefused = (outcome: Outcome | null): outcome is { refused: string } =>
  outcome !== null && typeof outcome === 'object' && 'refused' in outcome;

const keepsHost = (verdict: Judged['verdict']): boolean =>
  verdict.kind === 'conflict' && verdict.winner === 'strapi';

const remarkOf = (
  verdict: Judged['verdict'],
  outcome: Judged['outcome']
): Pick<ValueRemark, 'kind' | 'winner' | 'reason'> | null => {
  if (isRefused(outcome)) return { kind: 'refused', winner: null, reason: outcome.refused };
  if (outcome === 'draft') return { kind: 'waiting', winner: null, reason: null };
  if (verdict.kind === 'conflict')
    return { kind: 'conflict', winner: verdict.winner, reason: null };
  return null;
};

const store = async (
  { deps, integration, lease }: SyncContext,
  { news, remarks, settled, owing }: Settlement,
  lists: FedList[]
): Promise<void> => {
  const { contactNews, db, ledger, leases, valueRemarks } = deps.repositories;
  const connections = lists.map(({ connection }) => connection.id);
  await db.transaction(async (trx) => {
    await leases.hold(lease, trx);
    await contactNews.settle(integration.id, news, trx);
    await valueRemarks.settle(integration.id, settled, trx);
    await valueRemarks.write(integration.id, remarks, trx);
    // The vendor's value is known now: whoever keeps another one owes it.
    await ledger.rows.lookAgain(connections, owing, deps.clock.now(), trx);
  });
};
