import { normaliseEmail } from '../../core/email';
import type { PersonKeys } from '../../store/campaigns/person-activity';
import type { ConnectedList } from '../../store/connections';
import type { LedgerMember } from '../../store/ledger/members';
import type { MarketingList } from '../../store/marketing-lists';
import type { OptOut } from '../../store/opt-outs';
import type { Deps } from '../deps';

/** A record of a person, with the e-mails it has as the viewer may see them. */
export type PersonRecord = {
  collection: string;
  documentId: string;
  emails: string[];
  /** The marketing lists over its collection. */
  lists: MarketingList[];
};

/** What the plugin's own tables say of one record. Nothing here asks the vendor. */
export type PersonFacts = {
  record: PersonRecord;
  /** The lists over its collection, by name. */
  lists: MarketingList[];
  /** By the list's id. */
  connected: Map<string, ConnectedList>;
  rows: Map<string, LedgerMember>;
  removed: Map<string, { reason: string | null; createdAt: number }>;
  /** Of its e-mails, those that were lifted too. */
  optOuts: OptOut[];
  accountIds: string[];
  keys: PersonKeys;
};

export const personFacts = async (
  { repositories }: Deps,
  record: PersonRecord
): Promise<PersonFacts> => {
  const { documentId, lists } = record;
  const listIds = lists.map(({ id }) => id);
  const connected = await repositories.connections.ofLists(listIds);
  const rows = await repositories.ledger.members.ofRecord(
    connected.map(({ id }) => id),
    documentId
  );
  const listOf = new Map(connected.map(({ id, listId }) => [id, listId]));
  const removed = await repositories.listRecords.removedFrom(listIds, documentId);
  const emails = [...new Set(record.emails.map(normaliseEmail))];
  const known = rows.flatMap(({ emailNorm }) => (emailNorm === null ? [] : [emailNorm]));
  const integrations = await repositories.integrations.list();
  const integrationIds = integrations.map(({ id }) => id);
  return {
    record,
    lists: [...lists].sort((one, other) => one.name.localeCompare(other.name)),
    connected: new Map(connected.map((connection) => [connection.listId, connection])),
    rows: new Map(rows.map((row) => [listOf.get(row.connectionId) ?? '', row])),
    removed: new Map(removed.map((row) => [row.listId, row])),
    optOuts: await repositories.optOuts.ofEmails([...new Set([...emails, ...known])]),
    accountIds: integrations.map(({ accountId }) => accountId),
    keys: {
      integrationIds,
      emails,
      contacts: await repositories.contacts.everywhere(integrationIds, emails),
    },
  };
};
