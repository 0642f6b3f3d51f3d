import { UID } from '../constants';
import type { Actor } from '../core/audit';
import type { Repositories } from '../store';
import type { MarketingList } from '../store/marketing-lists';
import {
  changesDefinition,
  mergeDefinition,
  refuseFixedChange,
  refuseUnreadable,
  storedDefinition,
  type Data,
} from './list-definition';

/** What of Strapi's document middleware context matters here. */
export type DocumentContext = {
  uid: string;
  action: string;
  params: { documentId?: string; data?: Data };
};
type Saved = { documentId?: string } | null | undefined;
type Next = () => Promise<unknown>;

type RulesOptions = {
  repositories: () => Repositories;
  /** Takes the first snapshot of a static list, once its row is committed. Does not throw. */
  takeSnapshot: (listId: string) => Promise<void>;
};

/** What only the plugin itself writes. */
const PROTECTED = ['brokenReason', 'snapshotAt'];

const withoutProtected = (data: Data): Data =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !PROTECTED.includes(name)));

const replaceData = (ctx: DocumentContext, data: Data): void => {
  ctx.params = { ...ctx.params, data };
};

/**
 * Runs `work` now, or after the caller's transaction if there is one: on SQLite a query outside of
 * a transaction waits for it.
 */
const afterCommit = async ({ db }: Repositories, work: () => Promise<void>): Promise<void> => {
  const { strapi } = db;
  if (!strapi.db.inTransaction()) return work();
  await strapi.db.transaction(async ({ onCommit }) => {
    onCommit(() => {
      work().catch((error: unknown) => strapi.log.error(`[dotmailer] ${String(error)}`));
    });
  });
};

type RequestState = { user?: { id: number; email: string }; userAbility?: unknown };

const requestOf = ({ db }: Repositories): RequestState =>
  (db.strapi.requestContext.get()?.state as RequestState | undefined) ?? {};

/** The rights of somebody in the admin panel; undefined for the site's own code and its other doors. */
const abilityNow = (repositories: Repositories): unknown => requestOf(repositories).userAbility;

/** Whose request this is. Users of the site itself have no rights in the admin panel. */
const actorNow = (repositories: Repositories): Actor => {
  const { user, userAbility } = requestOf(repositories);
  return user && userAbility
    ? { kind: 'person', id: user.id, email: user.email }
    : { kind: 'site' };
};

/** A new list, or a copy of `original`: checked whole, and without anything the plugin keeps about it. */
const create = async (
  options: RulesOptions,
  ctx: DocumentContext,
  next: Next,
  original: MarketingList | null
): Promise<unknown> => {
  const repositories = options.repositories();
  const given = withoutProtected(ctx.params.data ?? {});
  const definition = mergeDefinition(original, given);
  refuseUnreadable(repositories.db, abilityNow(repositories), original, definition);
  const stored = await storedDefinition(repositories.db, definition);
  replaceData(ctx, { ...given, ...stored, brokenReason: null, snapshotAt: null });
  const saved = (await next()) as Saved;
  const id = saved?.documentId;
  if (!id) return saved;
  if (definition.kind === 'static') await afterCommit(repositories, () => options.takeSnapshot(id));
  if (definition.kind === 'manual' && original) {
    await afterCommit(repositories, () =>
      repositories.listRecords.copyPicks(original.id, id, Date.now())
    );
  }
  return saved;
};

/** A change of a list. One that leaves the definition alone passes, also while the list is broken. */
const update = async (
  options: RulesOptions,
  ctx: DocumentContext,
  next: Next
): Promise<unknown> => {
  const repositories = options.repositories();
  const { documentId = '', data = {} } = ctx.params;
  const given = withoutProtected(data);
  const current = await repositories.lists.find(documentId);
  const definition = mergeDefinition(current, given);
  if (!current || !changesDefinition(current, definition)) {
    replaceData(ctx, given);
    return next();
  }
  await refuseFixedChange(repositories, current, definition);
  refuseUnreadable(repositories.db, abilityNow(repositories), current, definition);
  const stored = await storedDefinition(repositories.db, definition);
  const elsewhere = definition.collection !== current.collection;
  const needsSnapshot = definition.kind === 'static' && (elsewhere || current.kind !== 'static');
  replaceData(ctx, {
    ...given,
    ...stored,
    brokenReason: null,
    ...(needsSnapshot ? { snapshotAt: null } : {}),
  });
  const saved = await (elsewhere ? forgetRecords(repositories, documentId, next) : next());
  if (needsSnapshot) await afterCommit(repositories, () => options.takeSnapshot(documentId));
  return saved;
};

/** Picks, snapshot and removals name records of the collection the list had before. */
const forgetRecords = ({ db, listRecords }: Repositories, listId: string, next: Next) =>
  db.strapi.db.transaction(async () => {
    const saved = await next();
    await listRecords.clear(listId);
    return saved;
  });

/**
 * Document middleware: the rules of marketing lists, for the Content Manager, the API and code alike.
 * Only what passes the check is saved, in the form in which it was checked.
 * @throws ValidationError whose `details.errors` name the attribute.
 */
export const marketingListRules =
  (options: RulesOptions) =>
  async (ctx: DocumentContext, next: Next): Promise<unknown> => {
    if (ctx.uid !== UID.marketingList) return next();
    switch (ctx.action) {
      case 'create':
        return create(options, ctx, next, null);
      case 'clone': {
        const original = await options.repositories().lists.find(ctx.params.documentId ?? '');
        return create(options, ctx, next, original);
      }
      case 'update':
        return update(options, ctx, next);
      default:
        return next();
    }
  };

type LifecycleEvent = {
  params: { where?: unknown; data?: Data };
  state: Record<string, unknown>;
};

/**
 * The rules that must hold for `strapi.db` too, which passes no document middleware: a deleted list
 * closes its connection and takes its records along, a connected list keeps its collection and
 * e-mail field, and a new definition is scanned by the next sync. Runs in the caller's transaction.
 */
export const marketingListLifecycles = (repositories: () => Repositories) => {
  const listsOf = async ({ params }: LifecycleEvent): Promise<MarketingList[]> =>
    repositories().lists.matching(params.where ?? {});

  const leave = async (event: LifecycleEvent): Promise<void> => {
    const { audit, connections, listRecords } = repositories();
    for (const { id, name } of await listsOf(event)) {
      const closed = await connections.closeOfList(id, Date.now());
      if (closed > 0) {
        const subject = { kind: 'list' as const, id, name };
        const details = { listDeleted: true };
        const entry = { action: 'list.disconnected' as const, subject, details };
        await audit.add(actorNow(repositories()), [entry], Date.now());
      }
      await listRecords.clear(id);
    }
  };

  return {
    models: [UID.marketingList],
    beforeDelete: leave,
    beforeDeleteMany: leave,
    async beforeUpdate(event: LifecycleEvent): Promise<void> {
      const [current] = await listsOf(event);
      if (!current) return;
      const definition = mergeDefinition(current, event.params.data ?? {});
      if (!changesDefinition(current, definition)) return;
      await refuseFixedChange(repositories(), current, definition);
      event.state.redefined = current.id;
    },
    async afterUpdate({ state }: LifecycleEvent): Promise<void> {
      if (typeof state.redefined === 'string') {
        await repositories().connections.markScanDue(state.redefined);
      }
    },
  };
};
