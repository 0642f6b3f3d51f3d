/** How each driver names the breach of a unique index: SQLite, PostgreSQL, MySQL and MariaDB. */
const CODES = new Set(['SQLITE_CONSTRAINT_UNIQUE', '23505', 'ER_DUP_ENTRY']);

/** True when a write was refused because a row with the same unique key exists. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && CODES.has(String(error.code));
