import * as contract from '../../../contracts/marketing-lists';
import { changeMembers, type MemberChange } from '../sync/members/change-members';
import { findMembers, type FoundMember } from '../sync/members/find-members';
import { removeMembers, restoreMembers } from '../sync/members/remove';
import { resubscribeMembers, undoUnsubscribe } from '../sync/members/resubscribe';
import { retryMembers } from '../sync/members/retry';
import { unsubscribeMembers } from '../sync/members/unsubscribe';
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
    return {
      results: found.members.map((member) => memberAnswer(member, byId.get(member.documentId))),
      after: found.after === null ? null : String(found.after),
      total: found.total,
      more: found.more,
    };
  },
});

/** Names and addresses are shown as far as the viewer may read the record itself. */
const memberAnswer = (
  { key: _, optOut, since, lastExportedAt, ...member }: FoundMember,
  record: { label: string; email: string | null } | undefined
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
});

const changing = (name: string, change: MemberChange) =>
  endpoint({
    name,
    method: 'POST',
    path: `/marketing-lists/:id/members/${name}`,
    permission: 'marketing-lists.members',
    body: contract.changeMembers,
    handle: ({ deps, params, body }): Promise<contract.ChangedMembers> =>
      changeMembers(deps, params.id ?? '', body.documentIds, change),
  });

const retry = endpoint({
  name: 'retry',
  method: 'POST',
  path: '/marketing-lists/:id/retry',
  permission: 'runs.retry',
  body: contract.retryMembers,
  handle: ({ deps, params, body }): Promise<contract.RetriedMembers> =>
    retryMembers(deps, params.id ?? '', 'all' in body ? 'all' : body.documentIds),
});

export const members: Area = {
  name: 'members',
  endpoints: [
    find,
    changing('unsubscribe', unsubscribeMembers),
    changing('remove', removeMembers),
    changing('restore', restoreMembers),
    changing('resubscribe', resubscribeMembers),
    changing('undo', undoUnsubscribe),
    retry,
  ],
};
