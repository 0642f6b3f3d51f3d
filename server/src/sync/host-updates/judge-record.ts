import { judgeValue, type Verdict } from '../../core/judge-value';
import type { PulledContact } from '../../store/contact-news';
import type { ValueRemark } from '../../store/value-remarks';
import type { SyncContext } from '../context';
import type { TwoWayRow } from '../mappings/export-fields';
import type { FedRecord } from './fed-records';
import { heldTexts, takeValues, type Outcome } from './take-values';

/** What was decided about one value of a record. */
export type Judged = {
  row: TwoWayRow;
  host: string | null | undefined;
  remote: string | null;
  /** `withdrawn`: an editor took the value out of the draft where it waited to be published. */
  verdict: Verdict | { kind: 'withdrawn' };
  /** Of a value the record was to take. */
  outcome: Outcome | null;
};

type Question = Omit<Judged, 'outcome'>;

/**
 * Judges the two-way values of a record beside those of its contact, and writes what it takes.
 * `known` are the remarks on the record.
 */
export const judgeRecord = async (
  context: SyncContext,
  record: FedRecord,
  contact: PulledContact,
  known: ValueRemark[]
): Promise<Judged[]> => {
  const waiting = new Map(
    known
      .filter(({ kind, collection }) => kind === 'waiting' && collection === record.host.collection)
      .map((remark) => [remark.dataField, remark.remote])
  );
  const questions = await ask(context, record, contact, waiting);
  const taken = questions.filter(
    ({ row, remote, verdict }) =>
      isTaken(verdict) && !(waiting.has(row.dataField) && waiting.get(row.dataField) === remote)
  );
  const outcomes = await takeValues(context, record, taken);
  return questions.map((question) => ({
    ...question,
    // What lies in the draft already waits on.
    outcome: isTaken(question.verdict) ? (outcomes.get(question.row.dataField) ?? 'draft') : null,
  }));
};

const isTaken = (verdict: Judged['verdict']): boolean =>
  verdict.kind === 'take' || (verdict.kind === 'conflict' && verdict.winner === 'dotmailer');

/** `waiting`: values that lie in the draft since an earlier look, by data field. */
const ask = async (
  context: SyncContext,
  record: FedRecord,
  { remote, agreed, newsSince }: PulledContact,
  waiting: ReadonlyMap<string, string | null>
): Promise<Question[]> => {
  const rows = record.list.rows.filter(({ dataField }) => remote[dataField] !== undefined);
  const judge = (row: TwoWayRow, host: string | null | undefined): Question => {
    const there = remote[row.dataField] ?? null;
    const verdict = judgeValue({
      host,
      remote: there,
      base: agreed?.[row.dataField] ?? null,
      policy: row.policy,
      remoteSince: newsSince ?? 0,
      hostChangedAt: record.changedAt,
    });
    return { row, host, remote: there, verdict };
  };
  const questions = rows.map((row) => judge(row, record.payload[row.dataField]));
  const { collection, version } = record.host;
  const hasDraft =
    version === 'published' && context.deps.repositories.hostValues.hasDrafts(collection);
  if (!hasDraft || questions.every(({ verdict }) => verdict.kind !== 'take')) return questions;

  const drafts = await heldTexts(context, record, rows, 'draft');
  return questions.map((question): Question => {
    const { row, host, remote: there, verdict } = question;
    const draft = drafts.get(row.dataField);
    if (verdict.kind !== 'take' || !drafts.has(row.dataField) || draft === there) return question;
    const waited = waiting.get(row.dataField);
    if (waiting.has(row.dataField) && draft === waited) return question;
    if (waiting.has(row.dataField) && waited === there)
      return { ...question, verdict: { kind: 'withdrawn' } };
    // What an editor has written into the draft is a change of the record, published or not.
    return draft === host ? question : judge(row, draft);
  });
};
