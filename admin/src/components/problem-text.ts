import { useCallback } from 'react';
import { readProblem, type Problem } from '../api/base';
import { useText, type TextKey } from '../text';
import type { ErrorCode } from '../../../contracts/common';

/** Codes whose reason is always the same; the others carry their own words, e.g. the vendor's. */
const FIXED: Partial<Record<ErrorCode, TextKey>> = {
  VENDOR_AUTHENTICATION: 'dotmailer.error.VENDOR_AUTHENTICATION',
  VENDOR_UNAVAILABLE: 'dotmailer.error.VENDOR_UNAVAILABLE',
  VENDOR_RATE_LIMITED: 'dotmailer.error.VENDOR_RATE_LIMITED',
  NO_ENCRYPTION_KEY: 'dotmailer.error.NO_ENCRYPTION_KEY',
  CREDENTIALS_UNREADABLE: 'dotmailer.error.CREDENTIALS_UNREADABLE',
  UPLOADS_IN_FLIGHT: 'dotmailer.error.UPLOADS_IN_FLIGHT',
  INTEGRATION_INACTIVE: 'dotmailer.error.INTEGRATION_INACTIVE',
  SYNC_OFF: 'dotmailer.error.SYNC_OFF',
};

/** Codes whose own words stand in a sentence that says who speaks. */
const QUOTED: Partial<Record<ErrorCode, TextKey>> = {
  VENDOR_REJECTED: 'dotmailer.error.VENDOR_REJECTED',
  VENDOR_UNEXPECTED: 'dotmailer.error.VENDOR_UNEXPECTED',
};

const BY_STATUS: Record<number, TextKey> = {
  0: 'dotmailer.error.offline',
  403: 'dotmailer.error.forbidden',
  404: 'dotmailer.error.notFound',
  500: 'dotmailer.error.server',
};

type FormatText = ReturnType<typeof useText>;

const wordsOf = (problem: Problem, text: FormatText): string => {
  const { code, message, status } = problem;
  if (code && FIXED[code]) return text(FIXED[code]);
  if (code && QUOTED[code]) return text(QUOTED[code], { message });
  if (code) return message || text('dotmailer.error.server');
  const byStatus = BY_STATUS[status];
  if (byStatus) return text(byStatus);
  return message || text('dotmailer.error.server');
};

/** Turns the `error` of a query or mutation into one sentence for people. */
export const useProblemText = () => {
  const text = useText();
  return useCallback((error: unknown) => wordsOf(readProblem(error), text), [text]);
};
