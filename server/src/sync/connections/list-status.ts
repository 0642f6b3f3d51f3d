import type { Remark } from '../../core/remarks';
import { connectionState, type ConnectionState } from '../../core/connection-state';
import type { AddressBook } from '../../store/address-books';
import type { Connection } from '../../store/connections';
import type { Hold } from '../../store/holds';
import type { Integration } from '../../store/integrations';
import type { LedgerCounts } from '../../store/ledger/members';
import { BrokenList, buildListSource } from '../../store/list-query';
import type { MarketingList } from '../../store/marketing-lists';
import { activityOf } from '../activity';
import type { Deps } from '../deps';
import { lastSyncedOf } from '../last-synced';
import { findListAtVendor } from '../members/member-of-list';
import { newRecordsStatus, type NewRecordsStatus } from '../new-records/status';

export type ConnectionStatus = {
  connection: Connection;
  integration: Integration;
  book: AddressBook | null;
  state: ConnectionState;
  /** In words, for states that need them. */
  detail: string | null;
  failure: Remark | null;
  lastRunId: number | null;
  counts: LedgerCounts;
  hold: (Hold & { sample: string[] }) | null;
  /** Null while the connection makes no records. */
  newRecords: NewRecordsStatus | null;
};

export type ListStatus = {
  list: MarketingList;
  /** Why the list cannot be evaluated or connected; null when it can. */
  broken: string | null;
  status: ConnectionStatus | null;
};

/** How a list and its connection are doing. @throws Problem NOT_FOUND */
export const listStatus = async (deps: Deps, listId: string): Promise<ListStatus> => {
  const { list, connected } = await findListAtVendor(deps, listId);
  const broken = await reasonBroken(deps, list);
  if (!connected) return { list, broken, status: null };

  const { connection, integration } = connected;
  const { addressBooks, ledger, holds, uploads } = deps.repositories;
  const book = await addressBooks.find(connection.addressBookId);
  const hold = await holds.pending(connection.id);
  const { running, queued, latest } = (await activityOf(deps, [integration.id]))(integration.id);
  const lastSynced = await lastSyncedOf(deps, [integration.id]);
  const facts = {
    ...connected,
    book,
    broken,
    hold,
    failure: latest?.status === 'failed' ? latest.error : null,
    running,
    uploading: (await uploads.openOfConnection(connection.id)).length > 0,
    queued,
  };
  return {
    list,
    broken,
    status: {
      connection: {
        ...connection,
        lastSyncedAt: lastSynced(integration.id, connection.lastSyncedAt),
      },
      integration,
      book,
      ...stateOf(facts),
      failure: facts.failure,
      lastRunId: latest?.id ?? null,
      counts: await ledger.members.counts(connection.id, integration.id),
      hold: hold && { ...hold, sample: await ledger.removal.sampleUnderHold(hold, 10) },
      newRecords: await newRecordsStatus(deps, connected),
    },
  };
};

const reasonBroken = async (deps: Deps, list: MarketingList): Promise<string | null> => {
  try {
    await buildListSource(deps.repositories.db, list, { now: deps.clock.now() });
    return null;
  } catch (error) {
    if (error instanceof BrokenList) return error.reason;
    throw error;
  }
};

type Facts = {
  connection: Connection;
  integration: Integration;
  book: AddressBook | null;
  broken: string | null;
  hold: Hold | null;
  failure: Remark | null;
  running: boolean;
  uploading: boolean;
  queued: boolean;
};

const stateOf = (facts: Facts): { state: ConnectionState; detail: string | null } => {
  const { connection, integration, book } = facts;
  const vanished = !book || book.vanishedAt !== null;
  const state = connectionState({
    integrationActive: integration.active,
    integrationState: integration.state,
    broken: facts.broken !== null,
    vanished,
    running: facts.running,
    uploading: facts.uploading,
    queued: facts.queued,
    blocked: connection.blockedReason !== null,
    held: facts.hold?.state === 'asked',
    failed: facts.failure !== null,
    synced: connection.lastSyncedAt !== null,
  });
  const details: Partial<Record<ConnectionState, string | null>> = {
    broken: facts.broken,
    blocked: vanished ? null : connection.blockedReason,
  };
  return { state, detail: details[state] ?? null };
};
