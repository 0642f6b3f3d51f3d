import { bookRef, type OptOut } from '../../store/opt-outs';
import type { MemberState } from '../../core/member-view';
import type { Membership } from './memberships';
import type { PersonFacts } from './person-facts';

type InList = { list: { id: string; name: string }; book: string | null };

/** What was exported, refused and said of a person, as the plugin itself knows it. Times in ms. */
export type OwnEntry = { at: number } & (
  | ({ kind: 'joined' | 'exported' } & InList)
  | ({ kind: 'stopped'; state: MemberState; reason: string | null } & InList)
  | ({ kind: 'removed'; reason: string | null } & InList)
  | {
      kind: 'opted-out' | 'opted-in';
      source: OptOut['source'];
      scope: OptOut['scope'];
      reason: string | null;
      /** Name of the list or the book, where it is one of the record's. */
      where: string | null;
    }
);

/** An export so soon after the first one is the first one. */
const SAME_EXPORT_MS = 60_000;

/** Not sent, or not any more, for a reason that is no opt-out and no removal. */
const STOPPED = new Set<MemberState>(['refused', 'held', 'undeliverable', 'waiting']);

/** What the plugin's tables tell of a person with a date: each thing as it is now, not all that ever was. */
export const ownEntries = (facts: PersonFacts, memberships: Membership[]): OwnEntry[] => [
  ...memberships.flatMap((membership) => ofMembership(facts, membership)),
  ...facts.optOuts.flatMap((optOut) => ofOptOut(facts, optOut)),
];

const ofMembership = (
  { rows }: PersonFacts,
  { list: { id, name }, connection, state, reason, since }: Membership
): OwnEntry[] => {
  const place: InList = { list: { id, name }, book: connection?.bookName ?? null };
  if (state === 'removed' && since !== null)
    return [{ kind: 'removed', at: since, reason, ...place }];
  const row = rows.get(id);
  if (!row) return [];
  const { exportedAt, acknowledgedAt, changedAt } = row;
  const entries: OwnEntry[] = [];
  if (exportedAt !== null) entries.push({ kind: 'joined', at: exportedAt, ...place });
  if (acknowledgedAt !== null && acknowledgedAt - (exportedAt ?? 0) > SAME_EXPORT_MS)
    entries.push({ kind: 'exported', at: acknowledgedAt, ...place });
  if (STOPPED.has(state) && changedAt !== null)
    entries.push({ kind: 'stopped', at: changedAt, state, reason, ...place });
  return entries;
};

/** An opt-out that concerns the person here: of their lists, the books of these, or an account. */
const ofOptOut = ({ lists, connected, accountIds }: PersonFacts, optOut: OptOut): OwnEntry[] => {
  const { scope, ref, source, reason, optedOutAt, liftedAt } = optOut;
  const list = lists.find(({ id }) => id === ref);
  const book = [...connected.values()].find(
    ({ accountId, bookRemoteId }) => bookRef(accountId, bookRemoteId) === ref
  );
  const concerns = { list, book, account: accountIds.includes(ref) || undefined };
  if (concerns[scope] === undefined) return [];
  const told = { source, scope, reason, where: list?.name ?? book?.bookName ?? null };
  const entries: OwnEntry[] = [{ kind: 'opted-out', at: optedOutAt, ...told }];
  if (liftedAt !== null) entries.push({ kind: 'opted-in', at: liftedAt, ...told });
  return entries;
};
