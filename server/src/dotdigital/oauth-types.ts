import type { Call } from './types';

/** The vendor's web application, and as what this site is known to it. */
export type Application = {
  /** Address as `applicationUrl` answers it. */
  url: string;
  clientId: string;
  clientSecret: string;
  /** Address of this site that is registered with the vendor. */
  callbackUrl: string;
};

export type Tokens = {
  /** Short-lived: whoever has it is signed in to the application. */
  accessToken: string;
  /** Null where the one that was used stays. */
  refreshToken: string | null;
};

/**
 * Single sign-on to the vendor's application (OAuth 2, authorisation code). The calls throw only
 * errors of `errors.ts` (a grant that is over: `rejected` with code INVALID_GRANT), or the signal's
 * reason when aborted.
 */
export interface SignOn {
  /**
   * Where the application of an account is: at `domain`, at the configured place, or at the one that
   * goes with the account's API host. No slash at the end.
   * @throws HostNotAllowedError
   */
  applicationUrl(account: { endpoint: string; domain: string | null }): string;
  /** Where a person's browser goes to allow this site in; comes back with `state`. */
  authoriseUrl(application: Application, state: string): string;
  exchangeCode(application: Application, code: string, call?: Call): Promise<Tokens>;
  refresh(application: Application, refreshToken: string, call?: Call): Promise<Tokens>;
  /** The application's first page, signed in. A secret. */
  entryUrl(application: Application, accessToken: string): string;
}
