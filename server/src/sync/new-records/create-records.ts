import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { readBack } from '../../core/mapping/read-back';
import type { Payload } from '../../core/member-decision';
import { remark } from '../../core/remarks';
import type { Connection } from '../../store/connections';
import { createRecord, FailedRecord, RefusedRecord } from '../../store/host-records';
import { BrokenList, buildListSource } from '../../store/list-query';
import type { Candidate, Settlement } from '../../store/newcomers';
import { recordsByEmail } from '../../store/records-by-email';
import type { StepRecorder, SyncContext } from '../context';
import type { ExportFields } from '../mappings/export-fields';
import { withLease } from '../lease';
import { refsOf } from '../opt-out-refs';
import { linkRecords, type ListToFill } from './link-records';
import { newRecordsPlan, type NewRecordsPlan } from './plan';

/** Candidates compared with the collection at once: each time is one walk over its table. */
const PAGE = 200;

/** One sync makes records for at most this long; the next one goes on. */
const SLICE_MS = 60_000;

/** Two integrations with one collection must not make one person twice. */
const collectionLease = (collection: string): string => `new-records:${collection}`;

/**
 * Makes records of people who came into the book, and links what a killed run has made. The caller has
 * read the book's opt-outs in this run. Nobody who has a record already, in whatever version or
 * locale, or whose record was deleted, gets one.
 */
export const createNewRecords = async (
  context: SyncContext,
  connection: Connection,
  fields: ExportFields,
  step: StepRecorder
): Promise<void> => {
  const { deps } = context;
  const filling = await listToFill(context, connection, fields);
  if (filling === null) return;
  const plan = await newRecordsPlan(deps, connection);
  await linkRecords(context, filling, step);
  if (plan.missing.length > 0) return;
  await withLease(deps, collectionLease(connection.collection), () =>
    createInSlice(context, filling, plan, step)
  );
};

/** Null while the list cannot be evaluated: the export says why. */
const listToFill = async (
  { deps }: SyncContext,
  connection: Connection,
  fields: ExportFields
): Promise<ListToFill | null> => {
  const { db, lists } = deps.repositories;
  const list = await lists.find(connection.listId);
  const isSame =
    list?.collection === connection.collection && list.emailField === connection.emailField;
  if (!list || !isSame) return null;
  try {
    const source = await buildListSource(db, list, { now: deps.clock.now() });
    return { connection, list, fields, source };
  } catch (error) {
    if (error instanceof BrokenList) return null;
    throw error;
  }
};

const createInSlice = async (
  context: SyncContext,
  filling: ListToFill,
  plan: NewRecordsPlan,
  step: StepRecorder
): Promise<void> => {
  const { deps, integration, lease } = context;
  const { connection } = filling;
  const until = deps.clock.now() + SLICE_MS;
  const failures: string[] = [];
  const who = { refs: refsOf(integration.accountId, connection), mappedAt: plan.mappedAt };
  for (const kind of ['new', 'refused'] as const) {
    for (let after = 0; deps.clock.now() < until;) {
      const place = { after, limit: PAGE };
      const page = await deps.repositories.newcomers.candidates(connection, kind, who, place);
      const last = page[page.length - 1];
      if (!last) break;
      after = last.id;
      for (const candidate of await withoutRecord(context, connection, page, step)) {
        lease.signal.throwIfAborted();
        if (deps.clock.now() >= until) break;
        const failure = await createFor(context, filling, plan, candidate, step);
        if (failure !== null) failures.push(failure);
        await yieldToOthers();
      }
      await linkRecords(context, filling, step);
    }
  }
  const [reason] = failures;
  if (reason !== undefined)
    step.warn(remark('record-not-made', { people: failures.length, reason }));
};

/** Those of a page who have no record, and never had one. The others are settled. */
const withoutRecord = async (
  { deps }: SyncContext,
  connection: Connection,
  page: Candidate[],
  step: StepRecorder
): Promise<Candidate[]> => {
  const { db, newcomers } = deps.repositories;
  const emails = page.map(({ emailNorm }) => emailNorm);
  const { collection, emailField } = connection;
  const records = await recordsByEmail(db, collection, emailField, emails);
  const had = await newcomers.everSettled(connection, emails);
  const settled = emails.flatMap((emailNorm): Settlement[] => {
    const docId = records.get(emailNorm);
    if (docId) return [{ emailNorm, kind: 'known', docId }];
    return had.has(emailNorm) ? [{ emailNorm, kind: 'deleted' }] : [];
  });
  await newcomers.settle(connection.id, settled, deps.clock.now());
  step.count('known', settled.length);
  return page.filter(({ emailNorm }) => !records.has(emailNorm) && !had.has(emailNorm));
};

/**
 * The record and what is known of it are one transaction: a killed process makes nobody twice, and what
 * changes at the vendor before the record is linked is news. Answers why it could not be made now; null
 * when it was, or was refused.
 */
const createFor = async (
  { deps, lease }: SyncContext,
  { connection, list }: ListToFill,
  { filled }: NewRecordsPlan,
  { emailNorm, email, remote }: Candidate,
  step: StepRecorder
): Promise<string | null> => {
  // Its values were never read yet: the next pull brings them.
  if (remote === null && filled.length > 0) return null;
  const { contacts, db, leases, newcomers } = deps.repositories;
  const { collection, emailField, integrationId } = connection;
  const fields = filled.map(({ dataField }) => dataField);
  const target = { collection, locale: list.locale, published: list.version !== 'draft' };
  const now = deps.clock.now();
  try {
    const data = { ...valuesOf(filled, remote), [emailField]: email };
    await db.transaction(async (trx) => {
      await leases.hold(lease, trx);
      const docId = await createRecord(db, target, data);
      await newcomers.settle(connection.id, [{ emailNorm, kind: 'made', docId }], now, trx);
      await contacts.agreeToPulled(integrationId, [emailNorm], fields, now, trx);
    });
    step.count('created');
  } catch (error) {
    if (error instanceof FailedRecord) return error.reason;
    if (!(error instanceof RefusedRecord)) throw error;
    const { attribute, reason } = error;
    await newcomers.settle(connection.id, [{ emailNorm, kind: 'refused', attribute, reason }], now);
    step.count('refused');
  }
  return null;
};

/** Values for the Document Service; what is blank is left to the attribute's default. */
const valuesOf = (
  filled: NewRecordsPlan['filled'],
  remote: string | null
): Record<string, unknown> => {
  const pulled = remote === null ? {} : (JSON.parse(remote) as Payload);
  const values: Record<string, unknown> = {};
  for (const { dataField, name, attribute } of filled) {
    const read = readBack(attribute, dataField, pulled[dataField]);
    if ('problem' in read) throw new RefusedRecord(name, read.problem.message);
    if (read.value !== null) values[name] = read.value;
  }
  return values;
};
