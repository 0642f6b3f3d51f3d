import { normaliseEmail } from '../../core/email';
import { listsOfRecord } from '../../store/list-query';
import type { ConnectedList } from '../../store/connections';
import type { MarketingList } from '../../store/marketing-lists';
import type { OptOut } from '../../store/opt-outs';
import type { Deps } from '../deps';
import { ledgerMember, lightestFirst, type FoundMember } from '../members/find-members';
import { refsOf } from '../opt-out-refs';
import type { PersonFacts } from './person-facts';

/** A list a record is in, or was removed from, and how it is doing there. Times in ms. */
export type Membership = Pick<
  FoundMember,
  'state' | 'reason' | 'since' | 'lastExportedAt' | 'vendorStatus' | 'optOut'
> & { list: MarketingList; connection: ConnectedList | null };

/**
 * The lists of a record. Of connected ones the ledger tells, as on the members page: who has joined since
 * the last synchronisation is not there yet.
 */
export const membershipsOf = async (deps: Deps, facts: PersonFacts): Promise<Membership[]> => {
  const { record, lists, connected, removed } = facts;
  const unconnected = lists.filter(({ id }) => !connected.has(id) && !removed.has(id));
  const { db } = deps.repositories;
  const memberOf = await listsOfRecord(db, unconnected, {
    documentId: record.documentId,
    now: deps.clock.now(),
  });
  return lists.flatMap((list) => {
    const membership = { list, connection: connected.get(list.id) ?? null };
    const removal = removed.get(list.id);
    if (removal)
      return [
        {
          ...membership,
          ...NOTHING,
          state: 'removed' as const,
          reason: removal.reason,
          since: removal.createdAt,
        },
      ];
    if (membership.connection) return connectedMember(facts, list, membership.connection);
    return memberOf.has(list.id) ? [{ ...membership, ...unconnectedMember(facts, list) }] : [];
  });
};

const NOTHING = {
  reason: null,
  since: null,
  lastExportedAt: null,
  vendorStatus: null,
  optOut: null,
};

const connectedMember = (
  { rows, optOuts }: PersonFacts,
  list: MarketingList,
  connection: ConnectedList
): Membership[] => {
  const row = rows.get(list.id);
  if (!row) return [];
  const { list: listRef, book, account } = refsOf(connection.accountId, connection);
  const concerned = optOuts.filter(
    ({ emailNorm, liftedAt, ref }) =>
      emailNorm === row.emailNorm && liftedAt === null && [listRef, book, account].includes(ref)
  );
  const { state, reason, since, lastExportedAt, vendorStatus, optOut } = ledgerMember(
    row,
    heaviest(concerned)
  );
  return [{ list, connection, state, reason, since, lastExportedAt, vendorStatus, optOut }];
};

/** Where nothing is sent only the list's own opt-outs count. */
const unconnectedMember = (
  { record, optOuts }: PersonFacts,
  { id }: MarketingList
): Omit<Membership, 'list' | 'connection'> => {
  const emails = record.emails.map(normaliseEmail);
  const optOut = heaviest(
    optOuts.filter(
      ({ ref, liftedAt, emailNorm }) =>
        ref === id && liftedAt === null && emails.includes(emailNorm)
    )
  );
  if (optOut)
    return {
      ...NOTHING,
      state: 'unsubscribed',
      reason: optOut.reason,
      since: optOut.optedOutAt,
      optOut,
    };
  return { ...NOTHING, state: emails.length > 0 ? 'active' : 'without-email' };
};

const heaviest = (optOuts: OptOut[]): OptOut | null => lightestFirst(optOuts).at(-1) ?? null;
