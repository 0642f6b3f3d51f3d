import { Problem } from '../../core/problem';
import type { AccountInfo, Credentials } from '../../dotdigital/types';
import { isVendorError } from '../../dotdigital/errors';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { vendorProblem } from '../vendor-problem';

/** @throws Problem NO_ENCRYPTION_KEY: without a key no secret is stored or read. */
export const demandEncryptionKey = (deps: Deps, field = 'password'): void => {
  if (deps.secrets.available()) return;
  throw new Problem(
    'NO_ENCRYPTION_KEY',
    'This site has no encryption key, so no secret can be stored. Set ENCRYPTION_KEY in its environment and `secrets.encryptionKey` in config/admin, start it again, then enter the secret again.',
    field
  );
};

/**
 * The stored credentials in plain text, for the vendor's client only.
 * @throws Problem NO_ENCRYPTION_KEY or CREDENTIALS_UNREADABLE (encrypted with another key).
 */
export const storedCredentials = (deps: Deps, integration: Integration): Credentials => {
  demandEncryptionKey(deps);
  const password = deps.secrets.decrypt(integration.passwordCipher);
  if (password === null)
    throw new Problem(
      'CREDENTIALS_UNREADABLE',
      `The stored password of “${integration.name}” cannot be read: it was encrypted with another key. Type the password again.`,
      'password'
    );
  return { username: integration.username, password };
};

const FORM_TIMEOUT_MS = 30_000;

/**
 * Asks the vendor whose credentials these are. Always asks: no answer is ever remembered.
 * @throws Problem with the vendor's reason, next to the field it concerns.
 */
export const verifyCredentials = async (
  deps: Deps,
  credentials: Credentials
): Promise<AccountInfo> => {
  const signal = AbortSignal.timeout(FORM_TIMEOUT_MS);
  try {
    return await deps.dotdigital.accountInfo(credentials, { signal });
  } catch (error) {
    throw refusal(error, signal) ?? error;
  }
};

const refusal = (error: unknown, signal: AbortSignal): Problem | null => {
  if (isVendorError(error, 'authentication'))
    return new Problem(
      'VENDOR_AUTHENTICATION',
      `Dotdigital does not accept this username and password: ${error.message}`,
      'password'
    );
  if (isVendorError(error, 'rejected'))
    return new Problem('VENDOR_REJECTED', error.message, 'username');
  if (signal.aborted)
    return new Problem('VENDOR_UNAVAILABLE', 'Dotdigital did not answer within 30 seconds');
  return vendorProblem(error);
};

/** @throws Problem OTHER_ACCOUNT: an integration stays with the account it was made for. */
export const demandSameAccount = (integration: Integration, info: AccountInfo): void => {
  if (info.accountId === integration.accountId) return;
  throw new Problem(
    'OTHER_ACCOUNT',
    `This is account ${accountLabel(info)}, not the one of “${integration.name}”: create a new integration for it.`,
    'username'
  );
};

const accountLabel = ({ name, accountId }: AccountInfo) =>
  name === null ? accountId : `“${name}” (${accountId})`;
