import * as contract from '../../../contracts/integrations';
import type { ConnectableIntegrations } from '../../../contracts/marketing-lists';
import type { AuditAction, AuditEntry } from '../core/audit';
import { notFound } from '../core/problem';
import { publicSiteUrl } from '../core/site-url';
import type { Integration } from '../store/integrations';
import type { Deps } from '../sync/deps';
import { lastSyncedOf } from '../sync/last-synced';
import { checkConnection } from '../sync/integrations/check-connection';
import { deleteIntegration, deletionEffects } from '../sync/integrations/delete-integration';
import { createIntegration, updateIntegration } from '../sync/integrations/save-integration';
import { answerSite } from '../sync/integrations/site-check';
import { integrationOf, integrationSubject } from './audited';
import { endpoint, type Area } from './endpoint';
import { idOf, isoOf } from './ids';
import { createRateLimit } from './rate-limit';

const checks = createRateLimit(10, 60_000);
/** Each asks the vendor whether credentials are right, so it is a check as well. */
const saves = createRateLimit(60, 60_000);

/** What a save changed, one entry each; nothing when everything is as it was. */
const changesOf = (
  before: Integration,
  after: contract.Integration,
  typed: { password: boolean; clientSecret: boolean }
): AuditEntry[] => {
  const subject = integrationSubject(after.id, after.name);
  const newCredentials = typed.password || before.username !== after.username;
  const newSignOn =
    typed.clientSecret ||
    before.clientId !== after.clientId ||
    before.appDomain !== after.appDomain;
  const entry = (action: AuditAction, details = {}): AuditEntry => ({ action, subject, details });
  return [
    ...(before.name === after.name ? [] : [entry('integration.changed', { from: before.name })]),
    ...(newCredentials ? [entry('integration.credentials-changed')] : []),
    ...(newSignOn ? [entry('integration.sign-on-changed')] : []),
    ...(before.active === after.active
      ? []
      : [entry(after.active ? 'integration.activated' : 'integration.deactivated')]),
  ];
};

/** Written out field by field: what is not named here never leaves the server. */
const toAnswer = async (deps: Deps, integration: Integration): Promise<contract.Integration> => ({
  id: integration.id,
  documentId: integration.documentId,
  name: integration.name,
  username: integration.username,
  hasPassword: integration.passwordCipher !== '',
  clientId: integration.clientId,
  hasClientSecret: integration.clientSecretCipher !== '',
  appDomain: integration.appDomain,
  active: integration.active,
  state: integration.state,
  accountId: integration.accountId,
  accountName: integration.accountName,
  region: integration.region,
  endpoint: integration.endpoint,
  lastSyncedAt: isoOf(
    (await lastSyncedOf(deps, [integration.id]))(integration.id, integration.lastSyncedAt)
  ),
  connections: (await deps.repositories.connections.openOf(integration.id)).length,
});

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/integrations',
  permission: 'integrations.read',
  handle: async ({ deps }) => {
    const integrations = await deps.repositories.integrations.list();
    return Promise.all(integrations.map((integration) => toAnswer(deps, integration)));
  },
});

const findOne = endpoint({
  name: 'findOne',
  method: 'GET',
  path: '/integrations/:id',
  permission: 'integrations.read',
  handle: async ({ deps, params }) => {
    const integration = await deps.repositories.integrations.find(idOf(params, 'The integration'));
    if (!integration) throw notFound('The integration');
    return toAnswer(deps, integration);
  },
});

const create = endpoint({
  name: 'create',
  method: 'POST',
  path: '/integrations',
  permission: 'integrations.manage',
  body: contract.createIntegration,
  limit: saves,
  handle: async ({ deps, body }) => toAnswer(deps, await createIntegration(deps, body)),
  audit:
    () =>
    ({ id, name, accountId }) => [
      {
        action: 'integration.created',
        subject: integrationSubject(id, name),
        details: { account: accountId ?? '' },
      },
    ],
});

const update = endpoint({
  name: 'update',
  method: 'PUT',
  path: '/integrations/:id',
  permission: 'integrations.manage',
  body: contract.updateIntegration,
  limit: saves,
  handle: async ({ deps, params, body }) =>
    toAnswer(deps, await updateIntegration(deps, idOf(params, 'The integration'), body)),
  audit: async ({ deps, params, body }) => {
    const before = await integrationOf(deps, params);
    const typed = {
      password: Boolean(body.password),
      clientSecret: Boolean(body.clientSecret),
    };
    return (after) => (before ? changesOf(before, after, typed) : []);
  },
});

const remove = endpoint({
  name: 'remove',
  method: 'DELETE',
  path: '/integrations/:id',
  permission: 'integrations.manage',
  handle: ({ deps, params }) => deleteIntegration(deps, idOf(params, 'The integration')),
  audit: async ({ deps, params }) => {
    const id = idOf(params, 'The integration');
    const name = (await integrationOf(deps, params))?.name ?? '';
    const connections = (await deps.repositories.connections.openOf(id)).length;
    return () => [
      {
        action: 'integration.deleted',
        subject: integrationSubject(id, name),
        details: { connections },
      },
    ];
  },
});

const deletion = endpoint({
  name: 'deletion',
  method: 'GET',
  path: '/integrations/:id/deletion',
  permission: 'integrations.manage',
  handle: ({ deps, params }): Promise<contract.DeletionEffects> =>
    deletionEffects(deps, idOf(params, 'The integration')),
});

const check = endpoint({
  name: 'check',
  method: 'POST',
  path: '/integrations/check',
  permission: 'integrations.manage',
  body: contract.checkConnection,
  limit: checks,
  handle: async ({ deps, body }): Promise<contract.CheckedConnection> => {
    const { accountId, name, region, endpoint: host } = await checkConnection(deps, body);
    return { accountId, accountName: name, region, endpoint: host };
  },
  audit: 'changes nothing',
});

const siteAnswer = endpoint({
  name: 'siteAnswer',
  method: 'POST',
  path: '/integrations/:id/site-answer',
  permission: 'integrations.manage',
  body: contract.siteAnswer,
  handle: async ({ deps, params, body }) =>
    toAnswer(deps, await answerSite(deps, idOf(params, 'The integration'), body.answer)),
  audit:
    ({ body }) =>
    ({ id, name }) => [
      {
        action: 'integration.site-answered',
        subject: integrationSubject(id, name),
        details: { answer: body.answer },
      },
    ],
});

const connectable = endpoint({
  name: 'connectable',
  method: 'GET',
  path: '/connectable-integrations',
  permission: 'marketing-lists.connect',
  handle: async ({ deps }): Promise<ConnectableIntegrations> =>
    (await deps.repositories.integrations.active()).map(({ id, name }) => ({ id, name })),
});

/** Asked for by the plugin's menu and banners, so by whoever may see integrations at all. */
const overview = endpoint({
  name: 'overview',
  method: 'GET',
  path: '/overview',
  permission: 'integrations.read',
  handle: async ({ deps }): Promise<contract.Overview> => {
    const integrations = await deps.repositories.integrations.list();
    const active = integrations.filter((integration) => integration.active);
    return {
      integrations: integrations.length,
      activeIntegrations: active.length,
      syncOff: !deps.config.sync,
      callback: {
        url: deps.callbackUrl,
        isPublic: publicSiteUrl(deps.siteUrl)?.startsWith('https:') ?? false,
      },
      questions: active.flatMap(({ id, name, state, siteUrl }) =>
        state === 'ready'
          ? []
          : [
              {
                integrationId: id,
                name,
                kind: state,
                storedSiteUrl: siteUrl,
                siteUrl: publicSiteUrl(deps.siteUrl),
              },
            ]
      ),
    };
  },
});

export const integrations: Area = {
  name: 'integrations',
  endpoints: [
    find,
    create,
    check,
    findOne,
    update,
    remove,
    deletion,
    siteAnswer,
    connectable,
    overview,
  ],
};
