import type { Payload } from './member-decision';

/** How the records of a collection become data-field values. */
export type MappedFields = {
  /** Data fields, in the order of a file's columns. */
  names: string[];
  /** What is read of a record: alias -> path from the collection. Aliases are lower case. */
  columns: Record<string, string>;
  /** Data fields that are not made anew: they keep what was staged. */
  kept: string[];
  /**
   * The values of a record that was read under these aliases. `problem` says in words why the person
   * cannot be sent as they are, because of a value; the payload then lacks it. A kept field has the
   * value of `known`, what was staged of the record before, where that has one.
   */
  read(
    record: Record<string, unknown>,
    known?: Payload | null
  ): { payload: Payload; problem: string | null };
};
