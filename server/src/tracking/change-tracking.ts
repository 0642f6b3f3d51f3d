import { AsyncLocalStorage } from 'node:async_hooks';
import type { ComputedFields } from '../core/mapping/computed';
import type { Repositories } from '../store';
import type { DocumentContext } from './marketing-list-rules';

type Saved = { documentId?: string } | null | undefined;
type LifecycleEvent = {
  model: { uid: string };
  result?: { id?: number; documentId?: string } | null;
};

/** Methods of the Document Service after which a record may be another one than before. */
const WRITES = new Set([
  'create',
  'update',
  'delete',
  'publish',
  'unpublish',
  'discardDraft',
  'clone',
]);

/** Records written by one method of the Document Service, as `uid documentId`. */
type Written = Set<string>;

const keyOf = (uid: string, docId: string): string => `${uid} ${docId}`;

/**
 * Change tracking: a save of a record that a connected list depends on leaves one mark, in the save's
 * own transaction; any other save costs one look into a Set. What the mark means is found out by the
 * next synchronisation.
 */
export const createChangeTracking = (
  repositories: () => Repositories,
  computed: () => ComputedFields
) => {
  let tracked: ReadonlySet<string> = new Set();
  /** A save writes several rows of its record: they are collected here and marked once. */
  const saving = new AsyncLocalStorage<Written>();

  const mark = (key: string): Promise<void> => {
    const [uid = '', docId = ''] = key.split(' ');
    return repositories().marks.put(uid, docId, Date.now());
  };

  const documentIdOf = async ({ model, result }: LifecycleEvent): Promise<string | undefined> => {
    if (result?.documentId || !result?.id) return result?.documentId;
    // The caller had only some columns returned.
    const query = repositories().db.strapi.db.query(model.uid);
    const row = await query.findOne({ where: { id: result.id }, select: ['documentId'] });
    return (row as Saved)?.documentId;
  };

  const note = async (event: LifecycleEvent): Promise<void> => {
    if (!tracked.has(event.model.uid)) return;
    const docId = await documentIdOf(event);
    if (!docId) return;
    const key = keyOf(event.model.uid, docId);
    const written = saving.getStore();
    if (written) written.add(key);
    else await mark(key);
  };

  return {
    /** Looks up which types connected lists depend on. */
    refresh: async (): Promise<void> => {
      tracked = await repositories().tracked.types(computed());
    },

    /** Document middleware. Errors of the site's own code pass through as they are. */
    middleware: (ctx: DocumentContext, next: () => Promise<unknown>): Promise<unknown> => {
      if (!tracked.has(ctx.uid) || !WRITES.has(ctx.action)) return next();
      return repositories().db.strapi.db.transaction(async () => {
        const written: Written = new Set();
        const saved = await saving.run(written, next);
        const copy = ctx.action === 'clone' ? undefined : ctx.params.documentId;
        const docId = copy ?? (saved as Saved)?.documentId;
        if (docId) written.add(keyOf(ctx.uid, docId));
        for (const key of written) await mark(key);
        return saved;
      });
    },

    /** Writes that pass by the Document Service: `strapi.db.query`, the users of Users & Permissions. */
    lifecycles: { afterCreate: note, afterUpdate: note, afterDelete: note },
  };
};

export type ChangeTracking = ReturnType<typeof createChangeTracking>;
