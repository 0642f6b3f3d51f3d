import type { Payload } from '../../core/member-decision';

export type BulkRow = { email: string; values: Payload };

export type BulkOptions = {
  /** Data fields to send, in order. */
  fields: string[];
  /** `values`: blanks never overwrite; `clear`: the named fields are emptied. */
  mode: 'values' | 'clear';
  optInType: string | null;
  emailType: string | null;
};

/** A row the vendor did not take as it was; `status` is a word of `core/statuses`. */
export type Refusal = { email: string; status: string; reason: string };

export type BulkState = { phase: 'pending' | 'finished' | 'failed'; status: string };

/** What became of the rows of a finished upload; `unknown` when the vendor no longer tells. */
export type BulkOutcome = {
  report: Record<string, number>;
  refusals: AsyncIterable<Refusal> | 'unknown';
};

/**
 * How rows get into a book in bulk. Engines differ in format, limits and how they tell what was
 * refused; nothing above this interface knows any of it.
 */
export type BulkChannel = {
  /** Bytes one upload may have, and what a row takes of them (an upper bound). */
  maxBytes: number;
  sizeOf(row: BulkRow, options: BulkOptions): number;
  submit(
    bookRemoteId: number,
    rows: AsyncIterable<BulkRow>,
    options: BulkOptions
  ): Promise<{ remoteId: string; state: BulkState }>;
  poll(remoteId: string): Promise<BulkState>;
  outcome(remoteId: string, submitted: number): Promise<BulkOutcome>;
};
