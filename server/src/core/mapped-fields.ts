import type { Payload } from './member-decision';

/** How the records of a collection become data-field values. */
export type MappedFields = {
  /** Data fields, in the order of a file's columns. */
  names: string[];
  /** What is read of a record: alias -> path from the collection. Aliases are lower case. */
  columns: Record<string, string>;
  /** The values of a record that was read under these aliases. */
  read(record: Record<string, unknown>): Payload;
};
