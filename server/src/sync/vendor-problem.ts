import { Problem, type ProblemCode } from '../core/problem';
import { HostNotAllowedError, VendorError, type VendorErrorKind } from '../dotdigital/errors';

const CODES: Record<VendorErrorKind, ProblemCode> = {
  authentication: 'VENDOR_AUTHENTICATION',
  rateLimited: 'VENDOR_RATE_LIMITED',
  unavailable: 'VENDOR_UNAVAILABLE',
  rejected: 'VENDOR_REJECTED',
  unexpected: 'VENDOR_UNEXPECTED',
};

/** An error of the vendor's API as a problem people can read; null for any other error. */
export const vendorProblem = (error: unknown): Problem | null => {
  if (error instanceof VendorError) return new Problem(CODES[error.kind], error.message);
  if (error instanceof HostNotAllowedError) return new Problem('HOST_NOT_ALLOWED', error.message);
  return null;
};
