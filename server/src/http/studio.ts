import * as contract from '../../../contracts/studio';
import type { AuditAction, AuditEntry } from '../core/audit';
import type { Deps } from '../sync/deps';
import { connectStudio, finishStudio } from '../sync/studio/connect-studio';
import { findStudio } from '../sync/studio/find-studio';
import { disconnectStudio, openStudio } from '../sync/studio/open-studio';
import { integrationOf, integrationSubject } from './audited';
import { endpoint, type Area } from './endpoint';
import { idOf, isoOf } from './ids';
import { createRateLimit } from './rate-limit';

/** Each of these asks the vendor, or leaves a row behind. */
const limit = createRateLimit(30, 60_000);

/** A connection is somebody's own, and so is its end. */
const noted =
  (action: AuditAction) =>
  async ({ deps, params }: { deps: Deps; params: Record<string, string> }) => {
    const integration = await integrationOf(deps, params);
    return (): AuditEntry[] =>
      integration
        ? [{ action, subject: integrationSubject(integration.id, integration.name) }]
        : [];
  };

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/studio',
  permission: 'studio.use',
  handle: async ({ deps, user }): Promise<contract.StudioIntegration[]> =>
    (await findStudio(deps, user.id)).map((integration) => ({
      ...integration,
      connectedAt: isoOf(integration.connectedAt),
    })),
});

const connect = endpoint({
  name: 'connect',
  method: 'POST',
  path: '/studio/:id/connect',
  permission: 'studio.use',
  limit,
  audit: 'changes nothing',
  handle: async ({ deps, params, user }): Promise<contract.StudioAddress> => ({
    url: await connectStudio(deps, studioUser(params, user)),
  }),
});

const finish = endpoint({
  name: 'finish',
  method: 'POST',
  path: '/studio/:id/finish',
  permission: 'studio.use',
  body: contract.finishStudio,
  limit,
  audit: noted('studio.connected'),
  handle: ({ deps, params, body, user }): Promise<void> =>
    finishStudio(deps, studioUser(params, user), body),
});

const open = endpoint({
  name: 'open',
  method: 'POST',
  path: '/studio/:id/open',
  permission: 'studio.use',
  limit,
  audit: 'changes nothing',
  handle: async ({ deps, params, user }): Promise<contract.StudioAddress> => ({
    url: await openStudio(deps, studioUser(params, user)),
  }),
});

const disconnect = endpoint({
  name: 'disconnect',
  method: 'DELETE',
  path: '/studio/:id',
  permission: 'studio.use',
  audit: noted('studio.disconnected'),
  handle: ({ deps, params, user }): Promise<void> =>
    disconnectStudio(deps, studioUser(params, user)),
});

const studioUser = (params: Record<string, string>, user: { id: number }) => ({
  integrationId: idOf(params, 'The integration'),
  userId: user.id,
});

/** The vendor's application inside the panel: every endpoint concerns the caller's own connection. */
export const studio: Area = {
  name: 'studio',
  endpoints: [find, connect, finish, open, disconnect],
};
