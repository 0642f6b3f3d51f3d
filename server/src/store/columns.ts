/** A `datetime` column in epoch milliseconds: drivers give numbers (SQLite), dates or text. */
export const msOf = (value: unknown): number | null =>
  value === null || value === undefined
    ? null
    : new Date(value as string | number | Date).getTime();
