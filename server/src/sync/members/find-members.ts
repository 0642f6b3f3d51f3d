import {
  memberActions,
  memberState,
  type MemberAction,
  type MemberState,
} from '../../core/member-view';
import { normaliseEmail } from '../../core/email';
import { buildListSource, unconnectedMembers } from '../../store/list-query';
import type { Connection } from '../../store/connections';
import type { LedgerFilter, LedgerMember } from '../../store/ledger/members';
import type { OptOut, OptOutRefs, OptOutScope } from '../../store/opt-outs';
import type { ValueRemark } from '../../store/value-remarks';
import type { Deps } from '../deps';
import { findListAtVendor, refsOfList, type ListAtVendor } from './member-of-list';

export type MemberQuery = {
  search?: string | undefined;
  state?: MemberState | undefined;
  /** Key of the last member of the page before. */
  after: number;
  pageSize: number;
};

/** A member without anything only the viewer's rights decide on (its name). Times in ms. */
export type FoundMember = {
  key: number;
  documentId: string;
  email: string | null;
  state: MemberState;
  exportState: string | null;
  reason: string | null;
  since: number | null;
  lastExportedAt: number | null;
  vendorStatus: string | null;
  optOut: OptOut | null;
  /** Remarks on values of two-way fields. */
  valueRemarks: ValueRemark[];
  actions: MemberAction[];
};

export type FoundMembers = {
  at: ListAtVendor;
  members: FoundMember[];
  /** Key to go on with; null on the last page. */
  after: number | null;
  /** Counted up to 10,000; `more` when there are more. */
  total: number;
  more: boolean;
};

const MAX_COUNTED = 10_000;

type Page = { members: FoundMember[]; counted: number };

/** One page of a list's people, whatever its state. @throws Problem NOT_FOUND, BrokenList */
export const findMembers = async (
  deps: Deps,
  listId: string,
  query: MemberQuery
): Promise<FoundMembers> => {
  const at = await findListAtVendor(deps, listId);
  const { members, counted } = await pageOf(deps, at, query);
  const page = members.slice(0, query.pageSize);
  const last = page[page.length - 1];
  return {
    at,
    members: page,
    after: members.length > query.pageSize && last ? last.key : null,
    total: Math.min(counted, MAX_COUNTED),
    more: counted > MAX_COUNTED,
  };
};

const pageOf = (deps: Deps, at: ListAtVendor, query: MemberQuery): Promise<Page> => {
  if (query.state === 'removed') return removedPage(deps, at, query);
  return at.connected ? ledgerPage(deps, at, query) : hostPage(deps, at, query);
};

const removedPage = async (deps: Deps, at: ListAtVendor, query: MemberQuery): Promise<Page> => {
  const { listRecords } = deps.repositories;
  const rows = await listRecords.removedPage(at.list.id, query.after, query.pageSize + 1);
  return {
    members: rows.map((row) => ({
      ...blank,
      key: row.id,
      documentId: row.docId,
      email: null,
      state: 'removed',
      reason: row.reason,
      since: row.createdAt,
      actions: memberActions('removed', { connected: at.connected !== null, undoable: false }),
    })),
    counted: (await listRecords.counts(at.list.id)).removed,
  };
};

const blank = {
  exportState: null,
  lastExportedAt: null,
  vendorStatus: null,
  optOut: null,
  valueRemarks: [],
};

const ledgerPage = async (deps: Deps, at: ListAtVendor, query: MemberQuery): Promise<Page> => {
  if (!at.connected) return { members: [], counted: 0 };
  const { ledger } = deps.repositories;
  const { connection, refs } = at.connected;
  const filter = {
    ...(query.state ? { state: query.state as LedgerFilter } : {}),
    ...(query.search ? { search: normaliseEmail(query.search) } : {}),
  };
  const rows = await ledger.members.page(connection.id, connection.integrationId, {
    ...filter,
    after: query.after,
    limit: query.pageSize + 1,
  });
  const emails = rows.flatMap((row) => (row.emailNorm === null ? [] : [row.emailNorm]));
  const byEmail = await shownOptOuts(deps, refs, emails);
  const remarks = await remarksOn(deps, connection, rows);
  return {
    members: rows.map((row) => ({
      ...ledgerMember(row, byEmail.get(row.emailNorm ?? '') ?? null),
      valueRemarks: remarks.filter(({ docId }) => docId === row.docId),
    })),
    counted: await ledger.members.countUpTo(
      connection.id,
      connection.integrationId,
      filter,
      MAX_COUNTED + 1
    ),
  };
};

/** An editor's opt-out is in the book as well once the vendor has it; the account's is asked for first. */
const BY_WEIGHT: OptOutScope[] = ['book', 'list', 'account'];

export const lightestFirst = (optOuts: OptOut[]): OptOut[] =>
  [...optOuts].sort((one, other) => BY_WEIGHT.indexOf(one.scope) - BY_WEIGHT.indexOf(other.scope));

/** Of several opt-outs of one person, the one that says most. */
const shownOptOuts = async (
  { repositories }: Deps,
  refs: OptOutRefs,
  emails: string[]
): Promise<Map<string, OptOut>> => {
  const active = await repositories.optOuts.activeFor(refs, emails);
  return new Map(lightestFirst(active).map((row) => [row.emailNorm, row]));
};

const remarksOn = async (
  { repositories }: Deps,
  { integrationId, collection }: Connection,
  rows: LedgerMember[]
): Promise<ValueRemark[]> => {
  const docIds = rows.flatMap(({ docId }) => (docId === null ? [] : [docId]));
  const remarks = await repositories.valueRemarks.of(integrationId, docIds);
  return remarks.filter((remark) => remark.collection === collection);
};

/** A member of a connected list, out of its ledger row and the opt-out that says most. */
export const ledgerMember = (
  row: LedgerMember,
  optOut: OptOut | null
): Omit<FoundMember, 'valueRemarks'> => {
  const state = memberState(row, row.vendorStatus);
  return {
    key: row.id,
    documentId: row.docId ?? '',
    email: row.email,
    state,
    exportState: row.role === 'owner' ? row.state : null,
    reason: state === 'unsubscribed' ? (optOut?.reason ?? null) : reasonOf(row),
    since: state === 'unsubscribed' ? (optOut?.optedOutAt ?? row.changedAt) : row.changedAt,
    lastExportedAt: row.acknowledgedAt,
    vendorStatus: row.vendorStatus,
    optOut,
    actions: memberActions(state, { connected: true, undoable: false }),
  };
};

const reasonOf = (row: LedgerMember): string | null =>
  row.reason ?? (row.reasonCode === 'status' ? row.vendorStatus : row.reasonCode);

const hostPage = async (deps: Deps, at: ListAtVendor, query: MemberQuery): Promise<Page> => {
  const { db } = deps.repositories;
  if (query.state && query.state !== 'active' && query.state !== 'unsubscribed') {
    return { members: [], counted: 0 };
  }
  const source = await buildListSource(db, at.list, { now: deps.clock.now() });
  const found = unconnectedMembers(db, source, at.list.id, {
    search: query.search,
    optedOut: query.state === undefined ? undefined : query.state === 'unsubscribed',
  });
  const rows = await found.page(query.after, query.pageSize + 1);
  const emails = rows.map((row) => normaliseEmail(String(row.email ?? '')));
  const byEmail = await shownOptOuts(deps, refsOfList(at), emails);
  return {
    members: rows.map((row, index) => {
      const optOut = byEmail.get(emails[index] ?? '') ?? null;
      const email = typeof row.email === 'string' && row.email.trim() ? row.email : null;
      const state = optOut ? 'unsubscribed' : email ? 'active' : 'without-email';
      return {
        ...blank,
        key: row.hostId,
        documentId: row.docId,
        email,
        state,
        reason: optOut?.reason ?? null,
        since: optOut?.optedOutAt ?? null,
        optOut,
        actions: memberActions(state, { connected: false, undoable: optOut?.sentAt === null }),
      };
    }),
    counted: await found.countUpTo(MAX_COUNTED + 1),
  };
};
