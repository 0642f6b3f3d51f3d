/**
 * What went wrong at the vendor, in a form callers can act on. Never carries secrets, bodies or e-mails.
 * `rejected` with code `BLANK_TARGET` was refused by the client itself and never sent. Too many active
 * imports is `rateLimited`: nothing was taken, and it passes by itself.
 */
export type VendorErrorKind =
  'authentication' | 'rateLimited' | 'unavailable' | 'rejected' | 'unexpected';

/**
 * `code` of an `unavailable` error where nobody knows whether the vendor did what was asked: the
 * connection broke, or a server error came, after the whole request had gone out. Only of calls that
 * are not safe to repeat (an upload, creating a book, a resubscribe). Do not assume it was not taken.
 */
export const OUTCOME_UNKNOWN = 'OUTCOME_UNKNOWN';

/** `code` of a `rejected` error of single sign-on: the code or token is used up, expired or withdrawn. */
export const INVALID_GRANT = 'INVALID_GRANT';

export class VendorError extends Error {
  readonly kind: VendorErrorKind;
  /** The vendor's `ERROR_…` code, or its OAuth word, when it gave one. */
  readonly code: string | null;
  readonly httpStatus: number | null;
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retry: boolean;
  /** Milliseconds the vendor asked to wait, for `rateLimited`. */
  readonly waitMs: number | null;
  /** `POST address-books/{id}/contacts/import`: the endpoint without ids. */
  readonly endpoint: string | null;

  constructor(
    kind: VendorErrorKind,
    message: string,
    details: {
      code?: string | null;
      httpStatus?: number | null;
      waitMs?: number | null;
      endpoint?: string | null;
    } = {}
  ) {
    super(message);
    this.name = 'VendorError';
    this.kind = kind;
    this.code = details.code ?? null;
    this.httpStatus = details.httpStatus ?? null;
    this.waitMs = details.waitMs ?? null;
    this.endpoint = details.endpoint ?? null;
    this.retry = kind === 'rateLimited' || kind === 'unavailable';
  }
}

/** A host outside the allow-list: nothing was sent to it. */
export class HostNotAllowedError extends Error {
  constructor(readonly host: string) {
    super(`The API host ${host} is not on the allow-list`);
    this.name = 'HostNotAllowedError';
  }
}

export const isVendorError = (error: unknown, kind?: VendorErrorKind): error is VendorError =>
  error instanceof VendorError && (kind === undefined || error.kind === kind);
