import { z } from 'zod';

/** A positive integer from a path or query string. */
export const idParam = z.coerce.number().int().positive();

export const listQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
  /** Matches the beginning of the searched field, ignoring case. */
  search: z.string().trim().max(191).optional(),
  /** `field:asc` or `field:desc`; each endpoint names its sortable fields. */
  sort: z
    .string()
    .regex(/^[a-zA-Z]+:(asc|desc)$/)
    .optional(),
});

export const pagination = z.object({
  page: z.number(),
  pageSize: z.number(),
  pageCount: z.number(),
  total: z.number(),
});
export type Pagination = z.infer<typeof pagination>;

/** ISO 8601 in UTC, or null when it never happened. */
export const isoDate = z.string().nullable();

/** How a connection is doing, in one word. */
export type ConnectionState =
  | 'never-synchronised'
  | 'queued'
  | 'running'
  | 'uploading'
  | 'up-to-date'
  | 'held'
  | 'blocked'
  | 'broken'
  | 'failed'
  | 'inactive'
  | 'needs-credentials'
  | 'needs-site-answer';

/** Details of a refused request: `details.code` is stable, `message` is for people. */
export const errorCodes = [
  'VENDOR_AUTHENTICATION',
  'VENDOR_UNAVAILABLE',
  'VENDOR_RATE_LIMITED',
  'VENDOR_REJECTED',
  'VENDOR_UNEXPECTED',
  'HOST_NOT_ALLOWED',
  'NO_ENCRYPTION_KEY',
  'CREDENTIALS_UNREADABLE',
  'OTHER_ACCOUNT',
  'ACCOUNT_TAKEN',
  'NAME_TAKEN',
  'NAME_RESERVED',
  'SYSTEM_FIELD',
  'UPLOADS_IN_FLIGHT',
  'BOOK_TAKEN',
  'LIST_CONNECTED',
  'LIST_NOT_CONNECTED',
  'LIST_BROKEN',
  'BOOK_GONE',
  'INTEGRATION_INACTIVE',
  'OPTED_OUT_REMOTELY',
  'SYNC_OFF',
  'STUDIO_NOT_SET_UP',
  'STUDIO_NOT_CONNECTED',
  'STUDIO_STATE_REFUSED',
  'NOT_FOUND',
  'INVALID',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Something to tell people: by `code`, or quoted as it stands in `text` (the vendor's own words). */
export type Remark = {
  code: string | null;
  values: Record<string, string | number>;
  /** In English. */
  text: string;
};
