import { notFound } from '../../core/problem';
import type { AccountInfo, Credentials } from '../../dotdigital/types';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { demandSameAccount, storedCredentials, verifyCredentials } from './credentials';

/** `password` blank or left out: the stored one of `integrationId`. */
type ConnectionToCheck = { integrationId?: number; username: string; password?: string };

/**
 * Asks the vendor about typed or stored credentials and answers their account.
 * @throws Problem with the vendor's reason, or OTHER_ACCOUNT for a stored integration.
 */
export const checkConnection = async (
  deps: Deps,
  { integrationId, username, password = '' }: ConnectionToCheck
): Promise<AccountInfo> => {
  if (integrationId === undefined) return verifyCredentials(deps, { username, password });

  const integration = await deps.repositories.integrations.find(integrationId);
  if (!integration) throw notFound('The integration');
  const info = await verifyCredentials(
    deps,
    credentialsToUse(deps, integration, username, password)
  );
  demandSameAccount(integration, info);
  return info;
};

/** What was typed, completed by what is stored: a blank password means the stored one. */
export const credentialsToUse = (
  deps: Deps,
  integration: Integration,
  username: string,
  password = ''
): Credentials =>
  password === '' ? { ...storedCredentials(deps, integration), username } : { username, password };
