import type { Payload } from './member-decision';

/** How the records of a collection become data-field values. */
export type MappedFields = {
  /** Data fields, in the order of a file's columns. */
  names: string[];
  /** What is read of a record: alias -> path from the collection. Aliases are lower case. */
  columns: Record<string, string>;
  /**
   * The values of a record that was read under these aliases. `problem` says in words why the person
   * cannot be sent as they are, because of a value; the payload then lacks it.
   */
  read(record: Record<string, unknown>): { payload: Payload; problem: string | null };
};
