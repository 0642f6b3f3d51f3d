import { checkEmail } from '../../core/email';
import { notFound } from '../../core/problem';
import type { DotdigitalAccount } from '../../dotdigital/types';
import type { Connection } from '../../store/connections';
import type { Integration } from '../../store/integrations';
import { buildListSource } from '../../store/list-query';
import type { MarketingList } from '../../store/marketing-lists';
import type { OptOutRefs } from '../../store/opt-outs';
import type { Deps } from '../deps';
import { accountOf } from '../integrations/account-of';
import { refsOf } from '../opt-out-refs';

/** A list with what it is connected to, for what editors do with its members. */
export type ListAtVendor = {
  list: MarketingList;
  connected: {
    connection: Connection;
    integration: Integration;
    refs: OptOutRefs;
  } | null;
};

export const findListAtVendor = async (deps: Deps, listId: string): Promise<ListAtVendor> => {
  const { lists, connections, integrations } = deps.repositories;
  const list = await lists.find(listId);
  if (!list) throw notFound('The marketing list');
  const connection = await connections.ofList(listId);
  const integration = connection && (await integrations.find(connection.integrationId));
  if (!connection || !integration) return { list, connected: null };
  return {
    list,
    connected: { connection, integration, refs: refsOf(integration.accountId, connection) },
  };
};

/** The vendor's API of a connected list; null while its integration may not be called. */
export const accountOfList = (deps: Deps, { connected }: ListAtVendor): DotdigitalAccount | null =>
  connected && deps.config.sync && mayBeCalled(connected.integration)
    ? accountOf(deps, connected.integration)
    : null;

/** In a copied database not even an opt-out goes out before somebody says whose site this is. */
const mayBeCalled = ({ active, state }: Integration): boolean =>
  active && state !== 'needs-site-answer';

/** Opt-out scopes that concern a list, connected or not. */
export const refsOfList = ({ list, connected }: ListAtVendor): OptOutRefs =>
  connected?.refs ?? { list: list.id, book: '', account: '' };

/** E-mails of these records as the list reads them now: documentId -> normalised e-mail. */
export const emailsOfRecords = async (
  deps: Deps,
  list: MarketingList,
  docIds: string[]
): Promise<Map<string, string>> => {
  const source = await buildListSource(deps.repositories.db, list, { now: deps.clock.now() });
  const rows: { docId: string; email: unknown }[] = await source
    .members()
    .whereIn('h.document_id', docIds);
  const emails = new Map<string, string>();
  for (const row of rows) {
    const email = checkEmail(row.email);
    if (email.kind === 'ok') emails.set(row.docId, email.norm);
  }
  return emails;
};
