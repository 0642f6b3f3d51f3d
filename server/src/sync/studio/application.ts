import { notFound, Problem } from '../../core/problem';
import { HostNotAllowedError } from '../../dotdigital/errors';
import type { Application } from '../../dotdigital/types';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { demandEncryptionKey } from '../integrations/credentials';

/** Long enough for the vendor's bad moments, short enough for somebody who waits. */
export const STUDIO_TIMEOUT_MS = 30_000;

/** Whether an integration has what single sign-on needs, its grants apart. */
export type SetUp = 'complete' | 'not-set-up' | 'secret-unreadable' | 'needs-site-answer';

export const setUpOf = ({ secrets }: Deps, integration: Integration): SetUp => {
  if (integration.state === 'needs-site-answer') return 'needs-site-answer';
  if (!integration.clientId || !integration.clientSecretCipher) return 'not-set-up';
  return secrets.decrypt(integration.clientSecretCipher) === null
    ? 'secret-unreadable'
    : 'complete';
};

/**
 * The vendor's application of an integration, for a person who wants to enter it.
 * @throws Problem NOT_FOUND, INTEGRATION_INACTIVE, STUDIO_NOT_SET_UP, NO_ENCRYPTION_KEY,
 * CREDENTIALS_UNREADABLE; HostNotAllowedError.
 */
export const applicationOf = async (deps: Deps, integrationId: number): Promise<Application> => {
  const integration = await deps.repositories.integrations.find(integrationId);
  if (!integration) throw notFound('The integration');
  demandWorking(integration);
  const { clientId, clientSecretCipher } = integration;
  if (!clientId || !clientSecretCipher)
    throw new Problem(
      'STUDIO_NOT_SET_UP',
      `“${integration.name}” has no client id and client secret: an administrator enters them in its settings.`
    );
  demandEncryptionKey(deps, 'clientSecret');
  const clientSecret = deps.secrets.decrypt(clientSecretCipher);
  if (clientSecret === null)
    throw new Problem(
      'CREDENTIALS_UNREADABLE',
      `The stored client secret of “${integration.name}” cannot be read: it was encrypted with another key. An administrator enters it again in the settings of the integration.`,
      'clientSecret'
    );
  const url = deps.dotdigital.signOn.applicationUrl({
    endpoint: integration.endpoint,
    domain: integration.appDomain,
  });
  return { url, clientId, clientSecret, callbackUrl: deps.callbackUrl };
};

/** A copied database must not use up what belongs to the original. */
const demandWorking = ({ active, state, name }: Integration): void => {
  if (!active) throw new Problem('INTEGRATION_INACTIVE', `“${name}” is inactive`);
  if (state === 'needs-site-answer')
    throw new Problem(
      'INTEGRATION_INACTIVE',
      `“${name}” waits for the answer whether this site is a copy`
    );
};

/** Origins of the applications that people of this site may have in a frame. */
export const frameOrigins = async (deps: Deps): Promise<string[]> => {
  const integrations = await deps.repositories.integrations.active();
  const origins = integrations
    .filter(({ clientId, clientSecretCipher }) => clientId && clientSecretCipher)
    .map(({ endpoint, appDomain }) => originOf(deps, { endpoint, domain: appDomain }))
    .filter((origin) => origin !== null);
  return [...new Set(origins)];
};

/** Null for a host that is not on the allow-list any more: whoever opens it is told so. */
const originOf = (
  { dotdigital }: Deps,
  account: { endpoint: string; domain: string | null }
): string | null => {
  try {
    return new URL(dotdigital.signOn.applicationUrl(account)).origin;
  } catch (error) {
    if (error instanceof HostNotAllowedError) return null;
    throw error;
  }
};
