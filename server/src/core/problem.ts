/** Why a request of a person was refused: a stable code, and words that say what to do. */
export type ProblemCode =
  | 'VENDOR_AUTHENTICATION'
  | 'VENDOR_UNAVAILABLE'
  | 'VENDOR_RATE_LIMITED'
  | 'VENDOR_REJECTED'
  | 'VENDOR_UNEXPECTED'
  | 'HOST_NOT_ALLOWED'
  | 'NO_ENCRYPTION_KEY'
  | 'CREDENTIALS_UNREADABLE'
  | 'OTHER_ACCOUNT'
  | 'ACCOUNT_TAKEN'
  | 'NAME_TAKEN'
  | 'NAME_RESERVED'
  | 'SYSTEM_FIELD'
  | 'UPLOADS_IN_FLIGHT'
  | 'BOOK_TAKEN'
  | 'LIST_CONNECTED'
  | 'LIST_NOT_CONNECTED'
  | 'LIST_BROKEN'
  | 'BOOK_GONE'
  | 'INTEGRATION_INACTIVE'
  | 'OPTED_OUT_REMOTELY'
  | 'SYNC_OFF'
  | 'STUDIO_NOT_SET_UP'
  | 'STUDIO_NOT_CONNECTED'
  | 'STUDIO_STATE_REFUSED'
  | 'NOT_FOUND'
  | 'INVALID';

/** One of several things that are wrong with an input, and where. */
export type PlacedProblem = {
  path: (string | number)[];
  code: string;
  /** The words of the message, for a translation. */
  values: Record<string, string | number>;
  message: string;
};

/** Thrown by use cases; the HTTP layer and the terminal turn it into their own kind of answer. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    /** The input it concerns (`name`, `password`, `filter` …), so that the message stands next to it. */
    readonly field: string | null = null,
    /** Where several things are wrong: each of them. */
    readonly places: PlacedProblem[] = []
  ) {
    super(message);
    this.name = 'Problem';
  }
}

export const notFound = (what: string): Problem =>
  new Problem('NOT_FOUND', `${what} was not found`);
