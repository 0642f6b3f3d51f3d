import type { DotdigitalAccount } from '../../dotdigital/types';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { demandSameAccount, storedCredentials } from './credentials';

/**
 * The vendor's API of an integration's account. One rate budget per integration. An account that
 * moved to another region is followed there, another account never.
 * @throws Problem NO_ENCRYPTION_KEY or CREDENTIALS_UNREADABLE.
 */
export const accountOf = (deps: Deps, integration: Integration): DotdigitalAccount =>
  deps.dotdigital.account({
    key: `integration:${integration.id}`,
    credentials: storedCredentials(deps, integration),
    endpoint: integration.endpoint,
    onEndpoint: async (found) => {
      demandSameAccount(integration, found);
      const { endpoint, region } = found;
      await deps.repositories.integrations.setEndpoint(integration.id, endpoint, region);
    },
  });
