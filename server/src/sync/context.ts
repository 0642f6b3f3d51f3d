import type { Remark } from '../core/remarks';
import type { DotdigitalAccount } from '../dotdigital/types';
import type { Integration } from '../store/integrations';
import type { Deps } from './deps';

/** Exclusive right to sync one integration. `fence` grows with every take-over. */
export type Lease = {
  name: string;
  fence: number;
  /** Aborted when the lease is lost, the run is stopped by a person, or the process shuts down. */
  signal: AbortSignal;
};

/** Steps of a run. The panel has a text for each; `book` names the address book it concerns. */
export type StepName =
  | 'send-opt-outs'
  | 'data-fields'
  | 'address-books'
  | 'suppressions'
  | 'contacts'
  | 'unsubscribes'
  | 'full-read'
  | 'pull'
  | 'new-records'
  | 'changes'
  | 'host-updates'
  | 'stage'
  | 'wait-for-removals'
  | 'upload'
  | 'settle-uploads'
  | 'export'
  | 'campaigns'
  | 'campaign-reports';

export type StepRecorder = {
  /** Adds to a counter of the step, shown on the run's page. */
  count(name: string, by?: number): void;
  /** A remark that does not fail the step. */
  warn(what: Remark): void;
};

export type RunRecorder = {
  id: number;
  /**
   * Runs one step and records it. True when it completed; a failing step is recorded and answers
   * false, so that unrelated steps go on. Aborts and authentication errors are re-thrown.
   */
  step(
    name: StepName,
    work: (step: StepRecorder) => Promise<void>,
    book?: string
  ): Promise<boolean>;
  /** Says that the run changed something that no step counts. */
  changed(): void;
  /** True as long as the run is one of the schedule's that found nothing to do. */
  quiet(): boolean;
  /** Records a step that was not run, with the reason. */
  skip(name: StepName, why: Remark, book?: string): void;
};

/** What every step of one synchronisation works with. */
export type SyncContext = {
  deps: Deps;
  integration: Integration;
  account: DotdigitalAccount;
  run: RunRecorder;
  lease: Lease;
};
