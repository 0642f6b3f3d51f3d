import { Problem } from '../../core/problem';
import { INVALID_GRANT, isVendorError } from '../../dotdigital/errors';
import type { Application, Tokens } from '../../dotdigital/types';
import type { Grant, StudioUser } from '../../store/studio';
import type { Deps } from '../deps';
import { applicationOf, STUDIO_TIMEOUT_MS } from './application';
import { inTime } from './connect-studio';

/** Longer than a call can take; a process that dies with a claim blocks the grant no longer than this. */
const CLAIM_MS = 2 * STUDIO_TIMEOUT_MS;
const LOOK_EVERY_MS = 200;

/**
 * The application's address with a new access token in it, for one visit. Nothing of it is kept.
 * @throws Problem STUDIO_NOT_CONNECTED when the person has to connect (again); the vendor's reason;
 * see `applicationOf`.
 */
export const openStudio = async (deps: Deps, user: StudioUser): Promise<string> => {
  const application = await applicationOf(deps, user.integrationId);
  const signal = AbortSignal.timeout(STUDIO_TIMEOUT_MS);
  const claimed = await claim(deps, user, signal);
  const { accessToken } = await renew(deps, application, claimed, signal);
  return deps.dotdigital.signOn.entryUrl(application, accessToken);
};

/** Ends this person's connection. The vendor has no call to be told. */
export const disconnectStudio = ({ repositories }: Deps, user: StudioUser): Promise<void> =>
  repositories.studio.remove(user);

type Claimed = { grant: Grant; until: number };

/** Two visits at once must not use one token twice: where tokens rotate, the second would be refused. */
const claim = async (deps: Deps, user: StudioUser, signal: AbortSignal): Promise<Claimed> => {
  const { clock, repositories } = deps;
  for (;;) {
    const until = clock.now() + CLAIM_MS;
    const grant = await repositories.studio.claim(user, clock.now(), until);
    if (grant) return { grant, until };
    if (!(await repositories.studio.find(user)))
      throw notConnected('You are not connected with Dotdigital yet.');
    try {
      await clock.sleep(LOOK_EVERY_MS, signal);
    } catch (error) {
      throw inTime(error, signal);
    }
  }
};

const renew = async (
  deps: Deps,
  application: Application,
  { grant, until }: Claimed,
  signal: AbortSignal
): Promise<Tokens> => {
  const { studio } = deps.repositories;
  try {
    const tokens = await refresh(deps, application, grant, signal);
    const { refreshToken } = tokens;
    await studio.release(
      grant,
      until,
      refreshToken === null ? undefined : deps.secrets.encrypt(refreshToken)
    );
    return tokens;
  } catch (error) {
    if (isOver(error)) await studio.removeClaimed(grant, until);
    else await studio.release(grant, until);
    throw error;
  }
};

const isOver = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'STUDIO_NOT_CONNECTED';

const refresh = async (
  deps: Deps,
  application: Application,
  { refreshTokenCipher }: Grant,
  signal: AbortSignal
): Promise<Tokens> => {
  const refreshToken = deps.secrets.decrypt(refreshTokenCipher);
  if (refreshToken === null)
    throw notConnected(
      'Your connection with Dotdigital cannot be read: it was encrypted with another key.'
    );
  try {
    return await deps.dotdigital.signOn.refresh(application, refreshToken, { signal });
  } catch (error) {
    if (isVendorError(error) && error.code === INVALID_GRANT)
      throw notConnected(`Dotdigital no longer accepts your connection: ${error.message}.`);
    throw inTime(error, signal);
  }
};

const notConnected = (why: string): Problem =>
  new Problem('STUDIO_NOT_CONNECTED', `${why} Connect again.`);
