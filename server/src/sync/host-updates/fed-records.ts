import { normaliseEmail } from '../../core/email';
import type { Payload } from '../../core/member-decision';
import type { Connection } from '../../store/connections';
import type { HostRecord } from '../../store/host-values';
import { BrokenList, buildListSource, type ListSource } from '../../store/list-query';
import type { LedgerRow } from '../../store/ledger/rows';
import type { SyncContext } from '../context';
import type { ExportFields, TwoWayRow } from '../mappings/export-fields';

/** A connected list whose records take values back. `source` is null while it cannot be evaluated. */
export type FedList = {
  connection: Connection;
  rows: TwoWayRow[];
  source: ListSource | null;
  record: Pick<HostRecord, 'collection' | 'locale' | 'version'>;
};

/** A record that feeds a contact, as it is now. */
export type FedRecord = {
  list: FedList;
  host: HostRecord;
  emailNorm: string;
  /** A field is missing where its value cannot be sent. */
  payload: Payload;
  /** When it was changed (ms), as far as no synchronisation has sent that; null: nobody knows. */
  changedAt: number | null;
};

/** Connected lists with two-way rows. */
export const fedLists = async (
  { deps, integration }: SyncContext,
  fields: ExportFields
): Promise<FedList[]> => {
  const { connections, db, lists } = deps.repositories;
  const fed: FedList[] = [];
  const open = await connections.openOf(integration.id);
  for (const connection of open) {
    const addresses = open.filter((one) => one.collection === connection.collection);
    const rows = fields
      .twoWayRows(connection.collection)
      // The address is what the contact is found by: it is never overwritten.
      .filter(({ attribute }) => addresses.every(({ emailField }) => emailField !== attribute));
    const list = rows.length > 0 ? await lists.find(connection.listId) : null;
    if (!list) continue;
    const { collection } = connection;
    const record = { collection, locale: list.locale, version: list.version ?? 'published' };
    let source: ListSource | null = null;
    try {
      source = await buildListSource(db, list, { now: deps.clock.now() });
    } catch (error) {
      if (!(error instanceof BrokenList)) throw error;
    }
    fed.push({ connection, rows, source, record });
  }
  return fed;
};

/** What a set of contacts is fed by. */
export type Feeding = {
  /** Each record once, however many lists it is in. */
  records: FedRecord[];
  /**
   * Contacts whose record could not be read: its list cannot be evaluated, or it is no member of that
   * address any more and staging has yet to find out who feeds the contact now.
   */
  unread: Set<string>;
  /** Contacts a file is on its way with. */
  inFlight: Set<string>;
};

/** Reads the records that feed contacts, list by list. */
export const recordsOf = async (
  { deps }: SyncContext,
  lists: FedList[],
  fields: ExportFields,
  emails: string[]
): Promise<Feeding> => {
  const { changes, ledger } = deps.repositories;
  const records = new Map<string, FedRecord>();
  const unread = new Set<string>();
  const inFlight = new Set<string>();
  for (const list of lists) {
    const { connection, source } = list;
    const owners = new Map<string, LedgerRow>();
    for (const row of await ledger.rows.ownersOf(connection.id, emails)) {
      if (row.docId === null || row.state === 'leaving' || row.state === 'removing') continue;
      if (row.state === 'sent') inFlight.add(row.emailNorm ?? '');
      owners.set(row.docId, row);
    }
    const waiting = new Set([...owners.values()].map((row) => row.emailNorm ?? ''));
    const docIds = [...owners.keys()];
    const mapped = fields.of(connection.collection);
    const members =
      source === null || docIds.length === 0
        ? []
        : await ledger.scan.membersAmong(source, connection.id, mapped, docIds);
    const markedAt = members.length > 0 ? await changes.markedAt(connection.id, docIds) : null;
    for (const { docId, email, payload } of members) {
      const row = owners.get(docId);
      const emailNorm = normaliseEmail(String(email ?? ''));
      // A record whose address was changed feeds another contact from now on.
      if (!row || row.emailNorm !== emailNorm) continue;
      waiting.delete(emailNorm);
      const host = { ...list.record, docId };
      const changedAt = markedAt?.get(docId) ?? stagedAt(row);
      records.set(JSON.stringify(host), { list, host, emailNorm, payload, changedAt });
    }
    for (const emailNorm of waiting) unread.add(emailNorm);
  }
  return { records: [...records.values()], unread, inFlight };
};

/** What an earlier synchronisation staged and could not send was changed before that. */
const stagedAt = ({ state, changedAt }: LedgerRow): number | null =>
  state === 'acknowledged' || state === 'opted-out' ? null : changedAt;
