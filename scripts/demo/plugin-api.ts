import type { AddressBook } from '../../contracts/address-books';
import type { CheckedConnection, Integration } from '../../contracts/integrations';
import type { ListStatus, Member, MemberPage, MemberState } from '../../contracts/marketing-lists';
import type { Run, RunPage } from '../../contracts/runs';
import type { OwnAccount } from './options';
import type { Site } from './site';

const LIST_UID = 'plugin::dotmailer.marketing-list';

/** The plugin as an administrator's browser uses it: its HTTP API and the Content Manager's. */
export const createPluginApi = (site: Pick<Site, 'request'>) => {
  const call = async <T>(method: 'GET' | 'POST' | 'PUT', route: string, body?: unknown) =>
    (await site.request<{ data: T }>(method, `/dotmailer/${route}`, body)).data;

  const members = async (listId: string, query: Record<string, string>): Promise<Member[]> => {
    const found: Member[] = [];
    for (let after: string | null = ''; after !== null;) {
      const parameters = new URLSearchParams({ pageSize: '100', ...query });
      if (after) parameters.set('after', after);
      const page: MemberPage = await call('GET', `marketing-lists/${listId}/members?${parameters}`);
      found.push(...page.results);
      after = page.after;
    }
    return found;
  };

  return {
    checkConnection: ({ username, password }: OwnAccount) =>
      call<CheckedConnection>('POST', 'integrations/check', { username, password }),

    createIntegration: (
      name: string,
      { username, password }: Pick<OwnAccount, 'username' | 'password'>,
      signOn: { clientId: string; clientSecret: string } | null = null
    ) =>
      call<Integration>('POST', 'integrations', {
        name,
        username,
        password,
        active: true,
        ...(signOn ? { clientId: signOn.clientId, clientSecret: signOn.clientSecret } : {}),
      }),

    createBook: (integrationId: number, name: string) =>
      call<AddressBook>('POST', 'address-books', { integrationId, name }),

    /** A list of the playground's contacts, all of them unless a filter is given; answers its document id. */
    createList: async (name: string, where: unknown = 'all'): Promise<string> => {
      const answer = await site.request<{ data: { documentId: string } }>(
        'POST',
        `/content-manager/collection-types/${LIST_UID}`,
        {
          name,
          collection: 'api::contact.contact',
          emailField: 'email',
          kind: 'dynamic',
          filter: { version: 1, where, activity: [] },
        }
      );
      return answer.data.documentId;
    },

    connect: (listId: string, integrationId: number, addressBookId: number) =>
      call('POST', `marketing-lists/${listId}/connection`, { integrationId, addressBookId }),

    synchroniseAll: (integrationId: number, { full }: { full: boolean }) =>
      call('POST', 'synchronize', { integrationId, full }),

    synchronise: (listId: string) => call('POST', `marketing-lists/${listId}/synchronize`),

    status: (listId: string) => call<ListStatus>('GET', `marketing-lists/${listId}/status`),

    membersIn: (listId: string, state: MemberState) => members(listId, { state }),

    /** The list's view of one record; people who were removed are listed apart. */
    member: async (listId: string, person: { documentId: string; email: string }) => {
      const found = [
        ...(await members(listId, { search: person.email })),
        ...(await members(listId, { state: 'removed' })),
      ].find(({ documentId }) => documentId === person.documentId);
      if (!found) throw new Error(`${person.email} is not on the list's members page`);
      return found;
    },

    changeMember: (listId: string, documentId: string, change: 'unsubscribe' | 'remove') =>
      call('POST', `marketing-lists/${listId}/members/${change}`, { documentIds: [documentId] }),

    /** Saves a contact as an editor does. */
    saveContact: (documentId: string, values: Record<string, unknown>) =>
      site.request(
        'PUT',
        `/content-manager/collection-types/api::contact.contact/${documentId}`,
        values
      ),

    /** Every run so far, newest first. */
    runs: async (): Promise<Run[]> => {
      const runs: Run[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await call<RunPage>('GET', `runs?pageSize=100&page=${page}`);
        runs.push(...answer.results);
        if (page >= answer.pagination.pageCount) return runs;
      }
    },
  };
};

export type PluginApi = ReturnType<typeof createPluginApi>;
