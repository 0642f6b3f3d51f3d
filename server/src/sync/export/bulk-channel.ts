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
  /** Bytes the pieces of one upload may have together. */
  room(options: BulkOptions): number;
  /** Rows as a piece of an upload. */
  encode(rows: BulkRow[], options: BulkOptions): Uint8Array;
  submit(
    bookRemoteId: number,
    pieces: AsyncIterable<Uint8Array>,
    options: BulkOptions
  ): Promise<{ remoteId: string; state: BulkState }>;
  poll(remoteId: string): Promise<BulkState>;
  outcome(remoteId: string, submitted: number): Promise<BulkOutcome>;
};
