import { Problem } from '../core/problem';
import type { Integration } from '../store/integrations';
import { note } from '../sync/audit';
import type { Deps } from '../sync/deps';
import type { SyncRequest } from '../sync/requests';
import type { RunSummary } from '../sync/run-recorder';
import { settleUploads, syncDataFields, syncIntegration } from '../sync/sync-integration';
import { printInFlight, printStatus, printSummary } from './print';

/** What the terminal was asked for; `bin/strapi-dotmailer.js` has checked the words. */
type Command =
  | { name: 'sync' | 'export'; integration?: number; list?: string; full?: boolean }
  | { name: 'fields sync'; integration?: number }
  | { name: 'fields refresh'; integration?: number; list?: string }
  | { name: 'upload-status' }
  | { name: 'status'; json?: boolean };

export type Print = (line: string) => void;

/** Exit codes: scripts rely on them. */
const EXIT = { done: 0, failed: 1, busy: 3 } as const;

/** The use cases from a terminal, under the same leases as everywhere else. */
export const createTerminal = (depsOf: () => Deps) => ({
  /** Runs one command, prints its outcome, and answers the exit code. */
  run: async (command: Command, print: Print): Promise<number> => {
    try {
      return await runCommand(depsOf(), command, print);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      print(error.message);
      return EXIT.failed;
    }
  },
});

const runCommand = async (deps: Deps, command: Command, print: Print): Promise<number> => {
  switch (command.name) {
    case 'sync':
    case 'export':
    case 'fields refresh':
      return synchronise(deps, command, print);
    case 'fields sync':
      return forEach(await chosenBy(deps, command), print, async (integration) => {
        await noteAsked(deps, integration, 'data-fields');
        return syncDataFields(deps, { integrationId: integration.id, trigger: 'terminal' });
      });
    case 'upload-status':
      return lookAfterUploads(deps, print);
    case 'status':
      await printStatus(deps, command, print);
      return EXIT.done;
  }
};

type SyncCommand = Extract<Command, { name: 'sync' | 'export' | 'fields refresh' }>;

const synchronise = async (deps: Deps, command: SyncCommand, print: Print): Promise<number> => {
  const { list } = command;
  if (list !== undefined) await deps.repositories.connections.markScanDue(list);
  return forEach(await chosenBy(deps, command), print, async (integration) => {
    await noteAsked(deps, integration, whatOf(command));
    return syncIntegration(deps, {
      integrationId: integration.id,
      trigger: 'terminal',
      ...(list === undefined ? {} : { listId: list }),
      ...closenessOf(command),
    });
  });
};

const noteAsked = (deps: Deps, { id, name }: Integration, what: string): Promise<void> =>
  note(deps, { kind: 'terminal' }, [
    {
      action: 'sync.requested',
      subject: { kind: 'integration', id: String(id), name },
      details: { what },
    },
  ]);

/** As the panel's own requests are noted. */
const whatOf = (command: SyncCommand): string => {
  if (command.name === 'fields refresh') return 'refresh';
  if (command.name === 'export') return 'export';
  if (command.full) return 'full';
  return command.list === undefined ? 'changes' : 'list';
};

const closenessOf = (command: SyncCommand): Partial<SyncRequest> =>
  command.name === 'fields refresh'
    ? { full: true, refresh: 'all' }
    : {
        ...(command.full ? { full: true } : {}),
        ...(command.name === 'export' ? { exportOnly: true } : {}),
      };

const lookAfterUploads = async (deps: Deps, print: Print): Promise<number> => {
  const { integrations, inFlight } = deps.repositories;
  const ids = await inFlight.integrations();
  const concerned = (await integrations.active()).filter(({ id }) => ids.includes(id));
  const code = await forEach(concerned, print, ({ id }) =>
    settleUploads(deps, { integrationId: id })
  );
  await printInFlight(deps, print);
  return code;
};

/** One after the other. A failure outranks "somebody else is syncing", and that outranks success. */
const forEach = async (
  integrations: Integration[],
  print: Print,
  work: (integration: Integration) => Promise<RunSummary>
): Promise<number> => {
  const codes: number[] = [];
  for (const integration of integrations) {
    const summary = await work(integration);
    printSummary(integration, summary, print);
    codes.push(codeOf(summary));
  }
  if (codes.includes(EXIT.failed)) return EXIT.failed;
  return codes.includes(EXIT.busy) ? EXIT.busy : EXIT.done;
};

const codeOf = (summary: RunSummary): number => {
  if (summary.outcome === 'busy') return EXIT.busy;
  if (summary.outcome === 'skipped') return EXIT.failed;
  const { status } = summary.value;
  return status === 'completed' || status === 'warnings' ? EXIT.done : EXIT.failed;
};

/** @throws Problem when what was named is not there, or nothing is. */
const chosenBy = async (
  { repositories }: Deps,
  { integration, list }: Pick<SyncCommand, 'integration' | 'list'>
): Promise<Integration[]> => {
  const listed = list === undefined ? null : await repositories.connections.ofList(list);
  if (list !== undefined && listed === null)
    throw new Problem('LIST_NOT_CONNECTED', `There is no connected marketing list ${list}`);
  if (listed && integration !== undefined && listed.integrationId !== integration)
    throw new Problem('INVALID', `Marketing list ${list} belongs to another integration`);

  const id = integration ?? listed?.integrationId;
  if (id === undefined) {
    const active = await repositories.integrations.active();
    if (active.length === 0) throw new Problem('NOT_FOUND', 'There is no active integration');
    return active;
  }
  const found = await repositories.integrations.find(id);
  if (found === null) throw new Problem('NOT_FOUND', `There is no integration ${id}`);
  return [found];
};
