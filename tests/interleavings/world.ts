import type { Knex } from 'knex';
import { connectList } from '../../server/src/sync/connections/connect-list';
import { approveRemovals } from '../../server/src/sync/connections/approve-removals';
import { disconnectList } from '../../server/src/sync/connections/disconnect-list';
import type { Deps } from '../../server/src/sync/deps';
import { changeMembers, type MemberChange } from '../../server/src/sync/members/change-members';
import { retryMembers } from '../../server/src/sync/members/retry';
import type { RunSummary } from '../../server/src/sync/run-recorder';
import { settleUploads, syncIntegration } from '../../server/src/sync/sync-integration';
import type { SyncRequest } from '../../server/src/sync/requests';
import { CONTACT } from '../support/connected-site';
import type { Stage } from './stage';

type Documents = {
  [method in 'create' | 'update' | 'delete']: (params: never) => Promise<{ documentId: string }>;
};

/** Rows of the plugin that something is still to be done about, in words; empty at rest. */
const UNREST: [what: string, table: string, where: string][] = [
  ['uploads under way', 'dotmailer_uploads', 'open'],
  ['removals under way', 'dotmailer_removals', 'open'],
  ['questions', 'dotmailer_holds', "state in ('asked', 'approved')"],
];

/** What people and time do to a stage: one call of a use case or of the vendor's own levers each. */
export const createWorld = (stage: Stage) => {
  const { strapi, sandbox, lists, integrationId, time } = stage;
  const documents = strapi.documents(CONTACT as never) as unknown as Documents;
  const table = (name: string) => strapi.db.connection(name);
  let deps: Deps = stage.startNode();
  const listOf = (list: number) => {
    const found = lists[list];
    if (!found) throw new Error(`there is no list ${list}`);
    return found;
  };

  const run = async (work: () => Promise<RunSummary>): Promise<string | null> => {
    sandbox.control.clearCalls();
    return troubleOf(await work());
  };

  return {
    control: sandbox.control,
    remoteId: (list: number) => listOf(list).remoteId,

    save: async (documentId: string, data: object): Promise<void> => {
      await documents.update({ documentId, data } as never);
    },
    create: async (data: object): Promise<string> =>
      (await documents.create({ data } as never)).documentId,
    delete: async (documentId: string): Promise<void> => {
      await documents.delete({ documentId } as never);
    },

    /** What an editor does with one member of a list. */
    change: (list: number, docId: string, change: MemberChange) =>
      changeMembers(deps, listOf(list).listId, [docId], change),
    disconnect: (list: number) => disconnectList(deps, listOf(list).listId, { takeOff: false }),
    connect: (list: number) =>
      connectList(deps, listOf(list).listId, {
        integrationId,
        addressBookId: listOf(list).bookId,
        createRecords: false,
      }),
    /** Says yes to whatever the guard asks. */
    approveAll: async (): Promise<void> => {
      for (const { listId } of lists) {
        const connection = await deps.repositories.connections.ofList(listId);
        const hold = connection && (await deps.repositories.holds.pending(connection.id));
        if (hold?.state === 'asked') await approveRemovals(deps, listId, hold.id, 'tests');
      }
    },

    /** Synchronises as a worker would; answers what went wrong, in words. */
    sync: async (request: Omit<SyncRequest, 'integrationId'>): Promise<string | null> => {
      // Jobs that editors' actions queued: this is the synchronisation they ask for.
      await table('dotmailer_jobs').delete();
      return run(() => syncIntegration(deps, { integrationId, ...request }));
    },
    settle: (): Promise<string | null> => run(() => settleUploads(deps, { integrationId })),
    /** True when the vendor failed a call of the last synchronisation, or its answer was lost. */
    wasDisturbed: (): boolean =>
      sandbox.control
        .calls()
        .log.some(({ status }) => status === 0 || status === 429 || status >= 500),
    /** Synchronises until the process is told to end, that many statements later; another takes over. */
    syncAndEnd: async (statements: number): Promise<void> => {
      const stopCounting = endAfter(strapi.db.connection, statements, deps);
      await syncIntegration(deps, { integrationId, trigger: 'schedule' });
      stopCounting();
      deps = stage.startNode();
    },
    /** True when members were held or refused with their file, and are tried again now. */
    tryRefusedAgain: async (): Promise<boolean> => {
      const refused = await table('dotmailer_ledger')
        .where({ state: 'held' })
        .whereIn('reason_code', FILE_REFUSED)
        .first('id');
      if (!refused) return false;
      for (const { listId } of lists) {
        if (await deps.repositories.connections.ofList(listId)) {
          await retryMembers(deps, listId, 'all');
        }
      }
      return true;
    },

    /** True while a file is on its way, or the vendor may have one whose fate nobody knows. */
    filesUnderWay: async (): Promise<boolean> =>
      (await table('dotmailer_uploads')
        .where({ open: true })
        .orWhere({ status: 'NotSent' })
        .first()) !== undefined || sandbox.control.counts().activeImports > 0,

    /** What is still to be done, in words; null at rest. */
    unrest: async (): Promise<string | null> => {
      for (const [what, name, where] of UNREST) {
        if (await table(name).whereRaw(where).first('id')) return what;
      }
      const open = await table('dotmailer_connections').whereNull('closed_at').select('id');
      const connected = open.length > 0 && (await table('dotmailer_marks').first('id'));
      if (connected) return 'marks';
      const busy = await table('dotmailer_ledger')
        .whereIn(
          'connection_id',
          open.map(({ id }: { id: number }) => id)
        )
        .whereIn('state', ['staged', 'sent', 'leaving', 'removing'])
        .first('state', 'email_norm');
      return busy ? `${busy.email_norm} is ${busy.state}` : null;
    },

    /** Calls of the last synchronisation that change something at the vendor. */
    writes: (): string[] =>
      sandbox.control
        .calls()
        .log.filter(({ method }) => method !== 'GET')
        .map(({ method, endpoint }) => `${method} ${endpoint}`),

    pass: async (ms: number): Promise<void> => {
      time.advance(ms);
      await sandbox.control.advanceClock(0);
    },
  };
};

/** What stands beside members whose file was refused as a whole. */
const FILE_REFUSED = ['RejectedByWatchdog', 'InvalidFileFormat', 'Failed', 'Unknown'];

/** Ends the process's work once it has sent that many statements; answers how to stop counting. */
const endAfter = (knex: Knex, statements: number, { lifecycle }: Deps): (() => void) => {
  let left = statements;
  const count = () => {
    left -= 1;
    if (left === 0) lifecycle.shutDown();
  };
  knex.on('query', count);
  return () => {
    knex.removeListener('query', count);
  };
};

export type World = ReturnType<typeof createWorld>;

const troubleOf = (summary: RunSummary): string | null => {
  if (summary.outcome !== 'done') return `the run was ${summary.outcome}`;
  const { status, error, steps } = summary.value;
  const failed = steps.find((step) => step.status === 'failed');
  if (status !== 'failed' && !failed) return null;
  return `the run ${status}: ${error?.text ?? failed?.message?.text ?? 'without a word'}`;
};
