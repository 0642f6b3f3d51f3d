import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { appOf } from '../../server/src/app';
import { enqueueSync } from '../../server/src/sync/queue/enqueue';
import type { SyncRequest } from '../../server/src/sync/requests';
import { startSite, type Site, type SiteOptions } from './site';
import { workOff } from './work-off';

export const CONTACT = 'api::contact.contact';

export type Person = { firstName?: string; lastName?: string; email?: string | null } & Record<
  string,
  unknown
>;

/** A site with an integration of a sandbox account; lists, books and people as the test makes them. */
export type ConnectedSite = {
  site: Site;
  sandbox: Sandbox;
  integrationId: number;
  /** Creates contacts one after the other, in order; answers documentIds. */
  addPeople(people: Person[]): Promise<string[]>;
  /** Creates a list over contacts through the Content Manager; all records unless a filter is given. */
  createList(list?: Record<string, unknown>): Promise<string>;
  /** Creates a book at the vendor and takes it over; answers our id and the vendor's. */
  createBook(name: string): Promise<{ id: number; remoteId: number }>;
  connect(listId: string, addressBookId: number): Promise<number>;
  /** Asks for a synchronisation as the panel does and waits until everything queued is done. */
  sync(options?: { full?: boolean }): Promise<RunAnswer>;
  /** Synchronises as the schedule does, on a second node: it need not wait for a worker to look. */
  scheduledSync(request?: Partial<SyncRequest>): Promise<void>;
  idle(): Promise<void>;
  status(listId: string): Promise<StatusAnswer>;
  members(listId: string, query?: string): Promise<MemberAnswer[]>;
  /** E-mails in the vendor's book, sorted. */
  bookEmails(remoteId: number): string[];
  /** Vendor calls since the last `sandbox.control.clearCalls()` that change something. */
  writes(): string[];
  table(name: string): ReturnType<Site['strapi']['db']['getConnection']>;
  close(): Promise<void>;
};

type RunAnswer = {
  id: number;
  kind: string;
  status: string;
  error: { text: string } | null;
  warnings: { text: string }[];
  steps: {
    name: string;
    status: string;
    message: { text: string } | null;
    counts: Record<string, number>;
  }[];
  calls: { read: number; write: number; poll: number; byEndpoint: Record<string, number> };
};
type MemberAnswer = {
  documentId: string;
  email: string | null;
  state: string;
  exportState: string | null;
  reason: string | null;
  vendorStatus: string | null;
  optOut: { source: string; scope: string; resubscribe: string | null } | null;
  actions: string[];
};
type StatusAnswer = {
  connectable: boolean;
  broken: string | null;
  connection: {
    id: number;
    state: string;
    detail: string | null;
    counts: Record<string, number>;
    hold: { id: number; kind: string; leaving: number; state: string; sample: string[] } | null;
  } | null;
};

export const startConnectedSite = async (
  options: SiteOptions & { sandbox?: SandboxOptions } = {}
): Promise<ConnectedSite> => {
  const sandbox = await startSandbox({ importSpeed: { milliseconds: 0 }, ...options.sandbox });
  const site = await startSite({
    ...options,
    env: {
      DOTMAILER_API_ENTRY_URL: sandbox.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
      ...options.env,
    },
  });
  const demand = async <T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown
  ): Promise<T> => {
    const answer = await site.request<{ data: T }>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  };
  const table = (name: string) => site.strapi.db.getConnection(name);

  const idle = async () => {
    for (let tries = 0; tries < 600; tries += 1) {
      const jobs = await table('dotmailer_jobs').whereIn('state', ['waiting', 'claimed']);
      const runs = await table('dotmailer_runs').where({ status: 'running' });
      const due = jobs.filter((job: { run_at: number }) => Number(job.run_at) <= Date.now());
      if (due.length === 0 && runs.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the queue does not come to rest');
  };
  const integration = await demand<{ id: number }>('POST', '/dotmailer/integrations', {
    name: 'Sandbox',
    ...sandbox.credentials,
    active: true,
  });
  await idle();

  return {
    site,
    sandbox,
    integrationId: integration.id,
    table,
    idle,
    addPeople: async (people) => {
      const ids: string[] = [];
      for (const data of people) {
        const created = await site.strapi.documents(CONTACT as never).create({ data } as never);
        ids.push((created as { documentId: string }).documentId);
      }
      return ids;
    },
    createList: async (list = {}) => {
      const created = await demand<{ documentId: string }>(
        'POST',
        '/content-manager/collection-types/plugin::dotmailer.marketing-list',
        {
          name: `List ${Math.random().toString(36).slice(2, 8)}`,
          collection: CONTACT,
          emailField: 'email',
          kind: 'dynamic',
          filter: { version: 1, where: 'all', activity: [] },
          ...list,
        }
      );
      return created.documentId;
    },
    createBook: (name) =>
      demand('POST', '/dotmailer/address-books', { integrationId: integration.id, name }),
    connect: async (listId, addressBookId) => {
      const connected = await demand<{ id: number }>(
        'POST',
        `/dotmailer/marketing-lists/${listId}/connection`,
        { integrationId: integration.id, addressBookId }
      );
      await idle();
      return connected.id;
    },
    sync: async ({ full = false } = {}) => {
      await demand('POST', '/dotmailer/synchronize', { integrationId: integration.id, full });
      await idle();
      const page = await demand<{ results: RunAnswer[] }>('GET', '/dotmailer/runs?pageSize=10');
      const run = page.results.find(({ kind }) => kind !== 'campaigns');
      if (!run) throw new Error('no run was recorded');
      return run;
    },
    scheduledSync: async (request = {}) => {
      const node = appOf(site.strapi);
      const { id: integrationId } = integration;
      await enqueueSync(node, { integrationId, trigger: 'schedule', ...request });
      await workOff(node);
      await idle();
    },
    status: (listId) => demand('GET', `/dotmailer/marketing-lists/${listId}/status`),
    members: async (listId, query = '') => {
      const page = await demand<{ results: MemberAnswer[] }>(
        'GET',
        `/dotmailer/marketing-lists/${listId}/members?pageSize=100${query}`
      );
      return page.results;
    },
    bookEmails: (remoteId) =>
      sandbox.control
        .book(remoteId)
        .members.map((member) => member.email.toLowerCase())
        .sort(),
    writes: () =>
      sandbox.control
        .calls()
        .log.filter((call) => call.method !== 'GET')
        .map((call) => `${call.method} ${call.endpoint}`),
    close: async () => {
      await site.close();
      await sandbox.close();
    },
  };
};
