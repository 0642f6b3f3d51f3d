import type { Integration } from '../../store/integrations';
import type { Grant } from '../../store/studio';
import type { Deps } from '../deps';
import { setUpOf, type SetUp } from './application';

type StudioState = Exclude<SetUp, 'complete'> | 'not-connected' | 'connected';

/** An integration as somebody sees it who may enter the vendor's application. */
export type StudioIntegration = {
  id: number;
  name: string;
  state: StudioState;
  connectedAt: number | null;
};

/** Active integrations by name, and how this person stands with the application of each. */
export const findStudio = async (deps: Deps, userId: number): Promise<StudioIntegration[]> => {
  const { integrations, studio } = deps.repositories;
  const grants = new Map(
    (await studio.ofUser(userId)).map((grant) => [grant.integrationId, grant])
  );
  return (await integrations.active()).map((integration) =>
    toStudio(deps, integration, grants.get(integration.id))
  );
};

const toStudio = (
  deps: Deps,
  integration: Integration,
  grant: Grant | undefined
): StudioIntegration => {
  const { id, name } = integration;
  const setUp = setUpOf(deps, integration);
  if (setUp !== 'complete') return { id, name, state: setUp, connectedAt: null };
  return grant
    ? { id, name, state: 'connected', connectedAt: grant.connectedAt }
    : { id, name, state: 'not-connected', connectedAt: null };
};
