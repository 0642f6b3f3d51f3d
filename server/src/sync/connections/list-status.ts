import type { AddressBook } from '../../store/address-books';
import type { Connection } from '../../store/connections';
import type { Hold } from '../../store/holds';
import type { Integration } from '../../store/integrations';
import type { LedgerCounts } from '../../store/ledger/members';
import { BrokenList, buildListSource } from '../../store/list-query';
import type { MarketingList } from '../../store/marketing-lists';
import type { Deps } from '../deps';
import { findListAtVendor } from '../members/member-of-list';
import { requestOf } from '../queue/enqueue';

export type ConnectionState =
  | 'never-synchronised'
  | 'queued'
  | 'running'
  | 'uploading'
  | 'up-to-date'
  | 'held'
  | 'blocked'
  | 'broken'
  | 'failed'
  | 'inactive'
  | 'needs-credentials'
  | 'needs-site-answer';

export type ConnectionStatus = {
  connection: Connection;
  integration: Integration;
  book: AddressBook | null;
  state: ConnectionState;
  /** In words, for states that need them. */
  detail: string | null;
  lastRunId: number | null;
  counts: LedgerCounts;
  hold: (Hold & { sample: string[] }) | null;
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
  const { addressBooks, ledger, holds, runs } = deps.repositories;
  const book = await addressBooks.find(connection.addressBookId);
  const hold = await holds.pending(connection.id);
  const latest = await runs.findLatest(integration.id);
  const facts = {
    ...connected,
    book,
    broken,
    hold,
    failure: latest?.status === 'failed' ? latest.error : null,
    working: await workingOn(deps, connection),
  };
  return {
    list,
    broken,
    status: {
      connection,
      integration,
      book,
      ...stateOf(facts),
      lastRunId: latest?.id ?? null,
      counts: await ledger.members.counts(connection.id, integration.id),
      hold: hold && { ...hold, sample: await ledger.removal.sampleUnderHold(hold.id, 10) },
    },
  };
};

const reasonBroken = async (deps: Deps, list: MarketingList): Promise<string | null> => {
  try {
    await buildListSource(deps.repositories.db, list);
    return null;
  } catch (error) {
    if (error instanceof BrokenList) return error.reason;
    throw error;
  }
};

type Working = 'running' | 'uploading' | 'queued' | null;

const workingOn = async (
  { repositories }: Deps,
  { id, integrationId }: Connection
): Promise<Working> => {
  if ((await repositories.runs.findRunning(integrationId)).length > 0) return 'running';
  if ((await repositories.uploads.openOfConnection(id)).length > 0) return 'uploading';
  const waiting = (await repositories.jobs.active('sync')).map((job) => requestOf('sync', job));
  const ours = waiting.some(
    (job) => job.kind === 'sync' && job.payload.integrationId === integrationId
  );
  return ours ? 'queued' : null;
};

type Facts = {
  connection: Connection;
  integration: Integration;
  book: AddressBook | null;
  broken: string | null;
  hold: Hold | null;
  failure: string | null;
  working: Working;
};

const stateOf = (facts: Facts): { state: ConnectionState; detail: string | null } => {
  const { connection, integration, book, hold } = facts;
  const say = (state: ConnectionState, detail: string | null = null) => ({ state, detail });
  if (!integration.active) return say('inactive');
  if (integration.state !== 'ready') return say(integration.state);
  if (facts.broken !== null) return say('broken', facts.broken);
  if (!book || book.vanishedAt !== null) {
    return say('blocked', 'Dotdigital no longer lists the address book');
  }
  if (facts.working === 'running' || facts.working === 'uploading') return say(facts.working);
  if (connection.blockedReason !== null) return say('blocked', connection.blockedReason);
  if (hold?.state === 'asked') return say('held');
  if (facts.working === 'queued') return say('queued');
  if (facts.failure !== null) return say('failed', facts.failure);
  return say(connection.lastSyncedAt === null ? 'never-synchronised' : 'up-to-date');
};
