import * as contract from '../../../contracts/marketing-lists';
import type { AuditAction } from '../core/audit';
import { notFound } from '../core/problem';
import { changeMembers, type MemberChange } from '../sync/members/change-members';
import { errors } from '@strapi/utils';
import { mayRead, mayReadPath } from '../store/viewer';
import type { Deps } from '../sync/deps';
import { findMembers, type FoundMember, type FoundMembers } from '../sync/members/find-members';
import { removeMembers, restoreMembers } from '../sync/members/remove';
import { resubscribeMembers, undoUnsubscribe } from '../sync/members/resubscribe';
import { retryMembers } from '../sync/members/retry';
import { unsubscribeMembers } from '../sync/members/unsubscribe';
import { ifAny, listSubject } from './audited';
import { endpoint, type Area } from './endpoint';
import { hostRecords } from './host-records';
import { isoOf } from './ids';

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/marketing-lists/:id/members',
  permission: 'marketing-lists.members',
  query: contract.findMembers,
  handle: async ({ deps, params, query, userAbility }): Promise<contract.MemberPage> => {
    const after = Number(query.after ?? 0);
    const emailsHidden = !(await mayReadEmails(deps, params.id ?? '', userAbility));
    if (emailsHidden && query.search)
      throw new errors.ForbiddenError(
        'Your role may not read the e-mails of this collection, so it cannot search by them'
      );
    const found = await findMembers(deps, params.id ?? '', {
      ...query,
      after: Number.isSafeInteger(after) ? after : 0,
    });
    const { list } = found.at;
    const shown = await hostRecords(deps.repositories.db.strapi, userAbility, list).show(
      found.members.map((member) => member.documentId),
      list.emailField
    );
    const byId = new Map(shown.map((record) => [record.documentId, record]));
    const readable = await readableFields(deps, found, userAbility);
    return {
      results: found.members.map((member) =>
        memberAnswer(
          emailsHidden ? { ...member, email: null } : member,
          byId.get(member.documentId),
          readable
        )
      ),
      emailsHidden,
      after: found.after === null ? null : String(found.after),
      total: found.total,
      more: found.more,
    };
  },
});

/** Whether the viewer may read the field that the list's addresses are in. */
const mayReadEmails = async (
  { repositories }: Deps,
  listId: string,
  userAbility: unknown
): Promise<boolean> => {
  const list = await repositories.lists.find(listId);
  if (!list) throw notFound('The marketing list');
  const { collection, emailField: path } = list;
  return mayReadPath(repositories.db, userAbility, { collection, path });
};

/** Names and addresses are shown as far as the viewer may read the record itself. */
const memberAnswer = (
  { key: _, optOut, valueRemarks, since, lastExportedAt, ...member }: FoundMember,
  record: { label: string; email: string | null } | undefined,
  readable: ReadonlySet<string>
): contract.Member => ({
  ...member,
  label: record?.label ?? member.documentId,
  email: record ? (record.email ?? member.email) : null,
  since: isoOf(since),
  lastExportedAt: isoOf(lastExportedAt),
  optOut: optOut && {
    source: optOut.source,
    scope: optOut.scope,
    at: new Date(optOut.optedOutAt).toISOString(),
    resubscribe: optOut.resubscribeState,
  },
  valueRemarks: valueRemarks.map((remark) =>
    remarkAnswer(remark, record !== undefined && readable.has(remark.dataField))
  ),
});

/** Values are shown as far as the viewer may read the field they belong to. */
const remarkAnswer = (
  { dataField, kind, winner, host, remote, reason, at }: FoundMember['valueRemarks'][number],
  mayRead: boolean
): contract.ValueRemark => ({
  dataField,
  kind,
  winner,
  host: mayRead ? host : null,
  remote: mayRead ? remote : null,
  reason: mayRead ? reason : null,
  at: new Date(at).toISOString(),
  hidden: !mayRead,
});

/** Data fields with remarks whose sources the viewer may read. */
const readableFields = async (
  { repositories }: Deps,
  { at: { list, connected }, members: found }: FoundMembers,
  userAbility: unknown
): Promise<Set<string>> => {
  if (!connected || found.every((member) => member.valueRemarks.length === 0)) return new Set();
  const { integrationId } = connected.connection;
  const mapping = await repositories.mappings.ofCollection(integrationId, list.collection);
  const { strapi } = repositories.db;
  return new Set(
    (mapping?.rows ?? [])
      .filter(({ sources }) =>
        sources.every((field) => mayRead(strapi, userAbility, { uid: list.collection, field }))
      )
      .map(({ dataField }) => dataField)
  );
};

const changing = (name: string, action: AuditAction, change: MemberChange) =>
  endpoint({
    name,
    method: 'POST',
    path: `/marketing-lists/:id/members/${name}`,
    permission: 'marketing-lists.members',
    body: contract.changeMembers,
    handle: ({ deps, params, body }): Promise<contract.ChangedMembers> =>
      changeMembers(deps, params.id ?? '', body.documentIds, change),
    audit: async ({ deps, params, body }) => {
      const subject = await listSubject(deps, params);
      return ({ changed, waiting, refused }) => {
        const left = new Set(refused.map(({ documentId }) => documentId));
        const records = body.documentIds.filter((documentId) => !left.has(documentId));
        const details = { members: changed + waiting, records };
        return ifAny(changed + waiting, { action, subject, details });
      };
    },
  });

const retry = endpoint({
  name: 'retry',
  method: 'POST',
  path: '/marketing-lists/:id/retry',
  permission: 'runs.retry',
  body: contract.retryMembers,
  handle: ({ deps, params, body }): Promise<contract.RetriedMembers> =>
    retryMembers(deps, params.id ?? '', 'all' in body ? 'all' : body.documentIds),
  audit: async ({ deps, params }) => {
    const subject = await listSubject(deps, params);
    return ({ staged }) => [{ action: 'members.retried', subject, details: { members: staged } }];
  },
});

export const members: Area = {
  name: 'members',
  endpoints: [
    find,
    changing('unsubscribe', 'members.unsubscribed', unsubscribeMembers),
    changing('remove', 'members.removed', removeMembers),
    changing('restore', 'members.restored', restoreMembers),
    changing('resubscribe', 'members.resubscribed', resubscribeMembers),
    changing('undo', 'members.unsubscribe-undone', undoUnsubscribe),
    retry,
  ],
};
