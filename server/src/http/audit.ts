import * as contract from '../../../contracts/audit';
import type { AuditRow } from '../store/audit';
import { endpoint, type Area } from './endpoint';

const MOST_COUNTED = 10_000;

const toAnswer = (
  { at, actor, actorId, email, subject, ...row }: AuditRow,
  living: ReadonlySet<string>
): contract.AuditEntry => ({
  ...row,
  at: new Date(at).toISOString(),
  actor:
    actor === 'person' ? { kind: actor, id: actorId ?? 0, email: email ?? '' } : { kind: actor },
  subject: subject && { ...subject, exists: living.has(`${subject.kind} ${subject.id}`) },
});

const msOf = (date: string | undefined): number | undefined =>
  date === undefined ? undefined : Date.parse(date);

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/audit',
  permission: 'audit.read',
  query: contract.findAudit,
  handle: async ({ deps, query }): Promise<contract.AuditPage> => {
    const { audit } = deps.repositories;
    const { after = null, pageSize, action, actor, search } = query;
    const filter = { action, actor, search, from: msOf(query.from), to: msOf(query.to) };
    const rows = await audit.page(filter, { before: after, limit: pageSize + 1 });
    const counted = await audit.countUpTo(filter, MOST_COUNTED + 1);
    const shown = rows.slice(0, pageSize);
    const living = await audit.living(shown.flatMap(({ subject }) => subject ?? []));
    const last = shown[shown.length - 1];
    return {
      results: shown.map((row) => toAnswer(row, living)),
      after: rows.length > pageSize && last ? String(last.id) : null,
      total: Math.min(counted, MOST_COUNTED),
      more: counted > MOST_COUNTED,
    };
  },
});

const actors = endpoint({
  name: 'actors',
  method: 'GET',
  path: '/audit/actors',
  permission: 'audit.read',
  handle: async ({ deps }): Promise<contract.AuditActors> =>
    (await deps.repositories.audit.actors()).map(({ actor, actorId, email }) => ({
      value: actor === 'person' ? String(actorId) : actor,
      email,
    })),
});

/** What people did, for whoever may see it. */
export const audit: Area = { name: 'audit', endpoints: [find, actors] };
