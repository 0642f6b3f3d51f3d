import { Problem } from '../../core/problem';
import { HostNotAllowedError } from '../../dotdigital/errors';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { demandEncryptionKey } from './credentials';

/** What was typed for single sign-on. What is left out stays as it is. */
export type SignOnInput = {
  /** Blank: single sign-on is removed, secret and grants with it. */
  clientId?: string | null;
  /** Blank: the stored one stays. */
  clientSecret?: string;
  /** Blank: the application is where the account's region has it. */
  appDomain?: string | null;
};

type SignOn = Pick<Integration, 'clientId' | 'clientSecretCipher' | 'appDomain'>;

const NONE: SignOn = { clientId: null, clientSecretCipher: '', appDomain: null };

/**
 * What is to be stored of single sign-on; the vendor is not asked, because only people can sign on.
 * @throws Problem INVALID, HOST_NOT_ALLOWED, NO_ENCRYPTION_KEY, next to the input it concerns.
 */
export const signOnToStore = (
  deps: Deps,
  { clientId: typedId, clientSecret, appDomain: typedDomain }: SignOnInput,
  stored: SignOn = NONE
): SignOn => {
  const clientId = typedId === undefined ? stored.clientId : typedId || null;
  const domain = typedDomain === undefined ? stored.appDomain : typedDomain || null;
  const appDomain = domain === stored.appDomain ? domain : checkedDomain(deps, domain);
  if (clientId === null) {
    if (clientSecret)
      throw new Problem('INVALID', 'The client id of this secret is missing', 'clientId');
    return { clientId, clientSecretCipher: '', appDomain };
  }
  return { clientId, clientSecretCipher: cipherOf(deps, clientSecret, stored), appDomain };
};

const cipherOf = (deps: Deps, typed: string | undefined, { clientSecretCipher }: SignOn) => {
  if (typed) {
    demandEncryptionKey(deps, 'clientSecret');
    return deps.secrets.encrypt(typed);
  }
  if (clientSecretCipher) return clientSecretCipher;
  throw new Problem('INVALID', 'Enter the client secret that belongs to this id', 'clientSecret');
};

const checkedDomain = (deps: Deps, domain: string | null): string | null => {
  if (domain === null) return null;
  try {
    return deps.dotdigital.signOn.applicationUrl({ endpoint: domain, domain });
  } catch (error) {
    if (!(error instanceof HostNotAllowedError)) throw error;
    throw new Problem(
      'HOST_NOT_ALLOWED',
      'Not an address to send people to: it begins with https:// and is one of Dotdigital’s, or of a host named in dotmailer.config.api.allowedHosts',
      'appDomain'
    );
  }
};

/** After a save: grants made for another client id are worthless, and the panel's frames may change. */
export const signOnChanged = async (
  deps: Deps,
  integrationId: number,
  { before, after }: { before: string | null; after: string | null }
): Promise<void> => {
  if (before !== after) await deps.repositories.studio.removeOfIntegration(integrationId);
  await deps.refreshFrames();
};
