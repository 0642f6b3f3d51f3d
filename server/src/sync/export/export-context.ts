import type { SyncContext } from '../context';
import type { BulkChannel } from './bulk-channel';

/** What the steps of an export share beyond the run itself. */
export type ExportContext = SyncContext & {
  channel: BulkChannel;
  /** Until when (ms) this run itself waits for the vendor's asynchronous work. */
  waitUntil: number;
};
