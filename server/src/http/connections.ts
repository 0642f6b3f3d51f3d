import * as contract from '../../../contracts/marketing-lists';
import { UID } from '../constants';
import { whyNotOffered } from '../store/host-records';
import { MOST_COUNTED } from '../store/newcomers';
import { mayReadPath } from '../store/viewer';
import { approveRemovals } from '../sync/connections/approve-removals';
import {
  changeConnection,
  connectList,
  type ConnectRequest,
} from '../sync/connections/connect-list';
import { disconnectList } from '../sync/connections/disconnect-list';
import { listStatus, type ConnectionStatus } from '../sync/connections/list-status';
import { refreshDataFields, synchroniseList } from '../sync/connections/synchronise-list';
import { createOlder } from '../sync/new-records/create-older';
import type { NewRecordsStatus } from '../sync/new-records/status';
import { connectionDetails, listSubject } from './audited';
import { endpoint, type Area } from './endpoint';
import { isoOf } from './ids';

const listOf = (params: Record<string, string>): string => params.id ?? '';

const status = endpoint({
  name: 'status',
  method: 'GET',
  path: '/marketing-lists/:id/status',
  permission: { contentManager: 'read', uid: UID.marketingList },
  handle: async ({ deps, params, userAbility }): Promise<contract.ListStatus> => {
    const found = await listStatus(deps, listOf(params));
    const { collection, emailField: path } = found.list;
    const mayRead = mayReadPath(deps.repositories.db, userAbility, { collection, path });
    return {
      connectable: found.broken === null,
      reason: found.broken,
      broken: found.broken,
      snapshotAt: isoOf(found.list.snapshotAt),
      newRecordsNotOffered: whyNotOffered(found.list.collection, found.list.emailField),
      connection: found.status && connectionAnswer(found.status, mayRead),
    };
  },
});

/** People are named to those who may read the e-mails of the collection, and counted to the others. */
const connectionAnswer = (
  { connection, integration, book, hold, newRecords, ...status }: ConnectionStatus,
  mayRead: boolean
): NonNullable<contract.ListStatus['connection']> => {
  return {
    id: connection.id,
    integrationId: integration.id,
    integrationName: integration.name,
    addressBookId: connection.addressBookId,
    addressBookName: book?.name ?? '',
    addressBookContacts: book?.contactCount ?? 0,
    addressBookVanished: !book || book.vanishedAt !== null,
    createRecords: connection.createRecords,
    newRecords: newRecords && newRecordsAnswer(newRecords, mayRead),
    lastSyncedAt: isoOf(connection.lastSyncedAt),
    lastExportedAt: isoOf(connection.lastExportedAt),
    state: status.state,
    detail: status.detail,
    failure: status.failure,
    lastRunId: status.lastRunId,
    counts: memberCounts(status.counts),
    hold: hold && {
      id: hold.id,
      kind: hold.kind,
      leaving: hold.leaving,
      exported: hold.exported,
      askedAt: new Date(hold.askedAt).toISOString(),
      state: hold.state === 'approved' ? 'approved' : 'asked',
      sample: mayRead ? hold.sample : [],
      hidden: !mayRead,
    },
  };
};

const newRecordsAnswer = (
  { counts: { older, waiting, refused }, refused: sample, ...status }: NewRecordsStatus,
  mayRead: boolean
): contract.NewRecords => ({
  ...status,
  older: counted(older),
  waiting: counted(waiting),
  refused: { ...counted(refused), sample: mayRead ? sample : [], hidden: !mayRead },
});

const counted = (count: number): contract.CountedPeople => ({
  count: Math.min(count, MOST_COUNTED),
  more: count > MOST_COUNTED,
});

const memberCounts = (counts: ConnectionStatus['counts']): contract.MemberCounts => ({
  members: counts.members,
  exported: counts.exported,
  waiting: counts.waiting,
  refused: counts.refused,
  held: counts.held,
  optedOut: counts.optedOut,
  undeliverable: counts.undeliverable,
  duplicates: counts.duplicates,
  withoutEmail: counts.withoutEmail,
  leaving: counts.leaving,
});

/** Checked both ways: a setting of the contract that the use case does not know fails here. */
const requestOf = (body: contract.ConnectList): ConnectRequest => {
  const request: ConnectRequest = body;
  return request satisfies Record<keyof contract.ConnectList, unknown>;
};

const connect = endpoint({
  name: 'connect',
  method: 'POST',
  path: '/marketing-lists/:id/connection',
  permission: 'marketing-lists.connect',
  body: contract.connectList,
  handle: async ({ deps, params, body }) => ({
    id: (await connectList(deps, listOf(params), requestOf(body))).id,
  }),
  audit: async ({ deps, params, body }) => {
    const subject = await listSubject(deps, params);
    const details = await connectionDetails(deps, body);
    return () => [{ action: 'list.connected', subject, details }];
  },
});

const change = endpoint({
  name: 'change',
  method: 'PUT',
  path: '/marketing-lists/:id/connection',
  permission: 'marketing-lists.connect',
  body: contract.connectList,
  handle: async ({ deps, params, body }) => ({
    id: (await changeConnection(deps, listOf(params), requestOf(body))).id,
  }),
  audit: async ({ deps, params, body }) => {
    const subject = await listSubject(deps, params);
    const before = await deps.repositories.connections.ofList(listOf(params));
    const details = {
      ...(await connectionDetails(deps, body)),
      ...(before && before.addressBookId !== body.addressBookId
        ? { from: (await connectionDetails(deps, before)).addressBook ?? '' }
        : {}),
      createRecords: body.createRecords,
    };
    return () => [{ action: 'list.connection-changed', subject, details }];
  },
});

const newRecords = endpoint({
  name: 'newRecords',
  method: 'POST',
  path: '/marketing-lists/:id/new-records',
  permission: 'marketing-lists.connect',
  handle: async ({ deps, params }): Promise<contract.CreatedOlder> => ({
    asked: await createOlder(deps, listOf(params)),
  }),
  audit: async ({ deps, params }) => {
    const subject = await listSubject(deps, params);
    return ({ asked }) => [
      { action: 'list.older-people-asked', subject, details: { people: asked } },
    ];
  },
});

const disconnect = endpoint({
  name: 'disconnect',
  method: 'POST',
  path: '/marketing-lists/:id/disconnect',
  permission: 'marketing-lists.connect',
  body: contract.disconnectList,
  handle: ({ deps, params, body }) => disconnectList(deps, listOf(params), body),
  audit: async ({ deps, params, body }) => {
    const subject = await listSubject(deps, params);
    const connection = await deps.repositories.connections.ofList(listOf(params));
    const names = connection ? await connectionDetails(deps, connection) : {};
    const details = { ...names, takeOff: body.takeOff };
    return () => [{ action: 'list.disconnected', subject, details }];
  },
});

const connectableBooks = endpoint({
  name: 'connectableBooks',
  method: 'GET',
  path: '/marketing-lists/:id/connectable-books',
  permission: 'marketing-lists.connect',
  query: contract.findConnectableBooks,
  handle: ({ deps, query }): Promise<contract.ConnectableBooks> =>
    deps.repositories.addressBooks.connectable(query.integrationId, query.search),
});

const synchronize = endpoint({
  name: 'synchronize',
  method: 'POST',
  path: '/marketing-lists/:id/synchronize',
  permission: 'marketing-lists.synchronise',
  handle: async ({ deps, params }): Promise<contract.Queued> => {
    await synchroniseList(deps, listOf(params));
    return { queued: true };
  },
  audit: async ({ deps, params }) => {
    const subject = await listSubject(deps, params);
    return () => [{ action: 'sync.requested', subject, details: { what: 'list' } }];
  },
});

const refreshFields = endpoint({
  name: 'refreshFields',
  method: 'POST',
  path: '/marketing-lists/:id/refresh-fields',
  permission: 'marketing-lists.synchronise',
  handle: async ({ deps, params }): Promise<contract.Queued> => {
    await refreshDataFields(deps, listOf(params));
    return { queued: true };
  },
  audit: async ({ deps, params }) => {
    const subject = await listSubject(deps, params);
    return () => [{ action: 'sync.requested', subject, details: { what: 'refresh' } }];
  },
});

const approve = endpoint({
  name: 'approve',
  method: 'POST',
  path: '/marketing-lists/:id/removals/:holdId/approve',
  permission: 'runs.approve-removals',
  handle: async ({ deps, params, user }): Promise<contract.ApprovedRemovals> => ({
    approved: await approveRemovals(deps, listOf(params), Number(params.holdId), user.email),
  }),
  audit: async ({ deps, params }) => {
    const subject = await listSubject(deps, params);
    return ({ approved }) => [
      { action: 'removals.approved', subject, details: { members: approved } },
    ];
  },
});

export const connections: Area = {
  name: 'connections',
  endpoints: [
    status,
    connect,
    change,
    newRecords,
    disconnect,
    connectableBooks,
    synchronize,
    refreshFields,
    approve,
  ],
};
