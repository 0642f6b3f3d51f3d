import type { Endpoint } from './endpoint';
import { endpointName } from './endpoint';
import { OUTCOME_UNKNOWN, VendorError, type VendorErrorKind } from './errors';

/** What the vendor answered, reduced to what a failure is told from. */
type FailedAnswer = { status: number; body: string };

const CODE = /ERROR_[A-Z_]+/;

/** 400 with this code is the flat scheme's "2,000 calls an hour are used up". */
export const FLAT_LIMIT = 'ERROR_APIUSAGE_EXCEEDED';

/** Codes that pass by themselves although the vendor answers 400. */
const LIMITS = [FLAT_LIMIT, 'ERROR_IMPORT_TOOMANYACTIVEIMPORTS'];

/** What a code means where the vendor adds no sentence to it. */
const WORDS: Record<string, string> = {
  ERROR_DATAFIELD_INVALID:
    'Dotdigital does not take a data field of this name, type and default value',
  ERROR_DATAFIELD_LIMITEXCEEDED: 'The account has as many data fields as Dotdigital allows',
  ERROR_DATAFIELD_NOTFOUND: 'Dotdigital has no data field of this name that could be deleted',
  ERROR_NON_UNIQUE_DATAFIELD: 'The account has a data field of this name already',
};

const MAINTENANCE = 'ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE';

/** The vendor's `{message}`, or an empty text. */
export const messageOf = (body: string): string => {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return '';
    const message = Object.entries(parsed).find(([key]) => key.toLowerCase() === 'message')?.[1];
    return typeof message === 'string' ? message : '';
  } catch {
    return '';
  }
};

/** The vendor's sentence for people: without its code, and without any address it repeats. */
const sentence = (message: string, code: string | null, status: number): string => {
  const words = message
    .replace(CODE, '')
    .replace(/\S+@\S+/g, '(address)')
    .replace(/^\s*Error:\s*/i, '')
    .trim()
    .slice(0, 300);
  return words || WORDS[code ?? ''] || `Dotdigital answered ${code ?? `with status ${status}`}`;
};

const kindOf = (
  { status, body }: FailedAnswer,
  code: string | null,
  message: string
): VendorErrorKind => {
  if (status === 401 || code === 'ERROR_INVALID_LOGIN') return 'authentication';
  if (status === 429 || (code !== null && LIMITS.includes(code))) return 'rateLimited';
  if (status >= 500 || code === MAINTENANCE) return 'unavailable';
  // A proxy's page in place of the vendor's `{message}` tells nothing about the call.
  if (status >= 400 && (message !== '' || status === 403 || body.trim() === '')) return 'rejected';
  return 'unexpected';
};

/** True when a server error leaves open whether the vendor did what was asked. */
const isOpen = (endpoint: Endpoint, status: number, code: string | null): boolean =>
  endpoint.repeat !== 'always' && status >= 500 && status !== 503 && code !== MAINTENANCE;

/** The typed error for an answer that is no success. */
export const failureOf = (
  endpoint: Endpoint,
  answer: FailedAnswer,
  waitMs: number | null = null
): VendorError => {
  const message = messageOf(answer.body);
  const code = CODE.exec(message)?.[0] ?? null;
  return new VendorError(kindOf(answer, code, message), sentence(message, code, answer.status), {
    code: isOpen(endpoint, answer.status, code) ? OUTCOME_UNKNOWN : code,
    httpStatus: answer.status,
    waitMs,
    endpoint: endpointName(endpoint),
  });
};
