import { notFound, Problem } from '../../core/problem';
import { isVendorError } from '../../dotdigital/errors';
import type { DotdigitalAccount } from '../../dotdigital/types';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { accountOf } from './account-of';
import { credentialsRefused } from './credentials-refused';

/**
 * Runs `work` with the vendor's API of an integration, outside of a synchronisation, because a person
 * asked. Refused credentials are noted.
 * @throws Problem NOT_FOUND, SYNC_OFF, INTEGRATION_INACTIVE, NO_ENCRYPTION_KEY, CREDENTIALS_UNREADABLE;
 * whatever `work` throws.
 */
export const askVendor = async <T>(
  deps: Deps,
  integrationId: number,
  work: (account: DotdigitalAccount) => Promise<T>
): Promise<T> => {
  const integration = await deps.repositories.integrations.find(integrationId);
  if (!integration) throw notFound('The integration');
  demandWorking(deps, integration);
  try {
    return await work(accountOf(deps, integration));
  } catch (error) {
    if (isVendorError(error, 'authentication')) await credentialsRefused(deps, integration);
    throw error;
  }
};

const demandWorking = (deps: Deps, { active, state }: Integration): void => {
  if (!deps.config.sync)
    throw new Problem('SYNC_OFF', 'Synchronisation is switched off in this environment');
  if (!active) throw new Problem('INTEGRATION_INACTIVE', 'This integration is inactive');
  if (state === 'needs-site-answer')
    throw new Problem(
      'INTEGRATION_INACTIVE',
      'This integration waits for the answer whether this site is a copy'
    );
};
