import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '../../core/problem';
import { INVALID_GRANT, isVendorError } from '../../dotdigital/errors';
import type { Application, Tokens } from '../../dotdigital/types';
import type { StudioUser } from '../../store/studio';
import type { Deps } from '../deps';
import { applicationOf, STUDIO_TIMEOUT_MS } from './application';

/** As long as it may take to sign in to the vendor and to agree. */
const STATE_MS = 10 * 60_000;

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex');

/**
 * Begins a sign-on: answers where the person's browser goes. The state that comes back from there is
 * good once, for 10 minutes, for this person and integration; it names the integration, so that the
 * panel knows where to go on.
 * @throws Problem (see `applicationOf`), HostNotAllowedError.
 */
export const connectStudio = async (deps: Deps, user: StudioUser): Promise<string> => {
  const application = await applicationOf(deps, user.integrationId);
  const state = `${user.integrationId}.${randomBytes(32).toString('base64url')}`;
  await deps.repositories.studio.addState(hashOf(state), user, deps.clock.now() + STATE_MS);
  return deps.dotdigital.signOn.authoriseUrl(application, state);
};

/** What the vendor sent back with the browser: a code, or why there is none. */
export type Returned = { state: string } & (
  { code: string } | { error: string; description: string | null }
);

/**
 * Ends a sign-on with what the vendor sent back.
 * @throws Problem STUDIO_STATE_REFUSED; the vendor's reason; see `applicationOf`.
 */
export const finishStudio = async (
  deps: Deps,
  user: StudioUser,
  returned: Returned
): Promise<void> => {
  const { studio } = deps.repositories;
  if (!(await studio.useState(hashOf(returned.state), user, deps.clock.now())))
    throw new Problem(
      'STUDIO_STATE_REFUSED',
      'This answer of Dotdigital belongs to no sign-on that you began here in the last 10 minutes, or was used already. Connect again.'
    );
  if ('error' in returned) throw new Problem('VENDOR_REJECTED', refusalOf(returned));
  const application = await applicationOf(deps, user.integrationId);
  const { refreshToken } = await exchange(deps, application, returned.code);
  if (refreshToken === null)
    throw new Problem('VENDOR_UNEXPECTED', 'Dotdigital gave no lasting access (no refresh token)');
  await studio.save(user, deps.secrets.encrypt(refreshToken), deps.clock.now());
};

/** Only shown to the person whose state it came with: anybody can make up such an address. */
const refusalOf = ({ error, description }: { error: string; description: string | null }): string =>
  description ?? (error === 'access_denied' ? 'access was not granted' : error);

const exchange = async (deps: Deps, application: Application, code: string): Promise<Tokens> => {
  const signal = AbortSignal.timeout(STUDIO_TIMEOUT_MS);
  try {
    return await deps.dotdigital.signOn.exchangeCode(application, code, { signal });
  } catch (error) {
    if (isVendorError(error) && error.code === INVALID_GRANT)
      throw new Problem('STUDIO_STATE_REFUSED', `${error.message}. Connect again.`);
    throw inTime(error, signal);
  }
};

/** A call that took too long, in words; any other error as it is. */
export const inTime = (error: unknown, signal: AbortSignal): unknown =>
  signal.aborted
    ? new Problem(
        'VENDOR_UNAVAILABLE',
        `Dotdigital did not answer within ${STUDIO_TIMEOUT_MS / 1000} seconds`
      )
    : error;
