import { readBack } from '../../core/mapping/read-back';
import type { HostWrite } from '../../store/host-values';
import { readRecord } from '../../store/read-record';
import type { SyncContext } from '../context';
import type { TwoWayRow } from '../mappings/export-fields';
import type { FedRecord } from './fed-records';

/** A value of the vendor for a record, as canonical text; null is blank. */
export type Taken = { row: TwoWayRow; remote: string | null };

/**
 * What became of a value: the record holds it; its draft does, which an editor has to publish; the
 * record is gone; it was refused, or could not be written now, with the reason; `overtaken`: the record
 * was saved after it was read, so that nothing was written.
 */
export type Outcome = HostWrite | 'overtaken';

/**
 * Writes values into a record. When they cannot be written together each is tried alone, so that one
 * wrong value does not keep the others back.
 */
export const takeValues = async (
  context: SyncContext,
  record: FedRecord,
  taken: Taken[]
): Promise<Map<string, Outcome>> => {
  if (taken.length === 0) return new Map();
  const { host, payload } = record;
  const { hostValues } = context.deps.repositories;
  const attributes = taken.map(({ row }) => row);
  const held = await heldTexts(context, record, attributes, host.version);
  const outcomes = new Map<string, Outcome>();
  const data = new Map<TwoWayRow, string | number | boolean | null>();
  for (const { row, remote } of taken) {
    const attribute = hostValues.attribute(host.collection, row.attribute);
    const read = attribute && readBack(attribute, row.dataField, remote);
    if (held.size > 0 && held.get(row.dataField) !== payload[row.dataField])
      outcomes.set(row.dataField, 'overtaken');
    else if (!read) outcomes.set(row.dataField, 'gone');
    else if ('problem' in read) outcomes.set(row.dataField, { refused: read.problem.message });
    else data.set(row, read.value);
  }
  const write = async (rows: TwoWayRow[]): Promise<void> => {
    if (rows.length === 0) return;
    const values = rows.map((row) => [row.attribute, data.get(row) ?? null]);
    const written = await hostValues.write(host, Object.fromEntries(values));
    if (typeof written === 'object' && rows.length > 1) {
      for (const row of rows) await write([row]);
      return;
    }
    for (const row of rows) outcomes.set(row.dataField, written);
  };
  await write([...data.keys()]);
  return outcomes;
};

/**
 * What a version of a record holds in these rows now, as canonical texts, by data field; empty where
 * there is no such version.
 */
export const heldTexts = async (
  { deps }: SyncContext,
  { host }: FedRecord,
  rows: TwoWayRow[],
  version: FedRecord['host']['version']
): Promise<Map<string, string | null | undefined>> => {
  const values = await readRecord(
    deps.repositories.db,
    { ...host, version },
    host.docId,
    rows.map(({ attribute }) => attribute)
  );
  return new Map(
    values === null ? [] : rows.map((row) => [row.dataField, row.textOf(values.get(row.attribute))])
  );
};
