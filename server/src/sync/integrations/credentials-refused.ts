import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';

/** The vendor is asked again with refused credentials once an hour: more would lock the account. */
const PROBE_EVERY_MS = 3_600_000;

/** May the vendor be called with the stored credentials now (`now` in ms)? Refused ones rest for an hour. */
export const mayProbe = (
  { state, refusedAt, probedAt }: Pick<Integration, 'state' | 'refusedAt' | 'probedAt'>,
  now: number
): boolean => {
  if (state !== 'needs-credentials') return true;
  const asked = Math.max(refusedAt ?? 0, probedAt ?? 0);
  return now - asked >= PROBE_EVERY_MS;
};

/** The vendor answered 401 to a call of this integration: it waits for new credentials. */
export const credentialsRefused = async (deps: Deps, integration: Integration): Promise<void> => {
  if (await deps.repositories.integrations.markRefused(integration, deps.clock.now()))
    deps.logger.warn(
      `Dotdigital refuses the credentials of integration ${integration.id}: it waits for new ones`
    );
};

/** A call of an integration that waited for credentials succeeded: it is ready again. */
export const credentialsAccepted = async (deps: Deps, integration: Integration): Promise<void> => {
  if (integration.state === 'needs-credentials')
    await deps.repositories.integrations.markAccepted(integration.id);
};
