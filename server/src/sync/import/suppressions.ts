import type { StepRecorder, SyncContext } from '../context';
import { FEEDS, readFeed } from './feed';
import { takeSuppressions } from './suppression-rows';

/** Reads who is suppressed in the whole account, and why; the first time since 1970. */
export const importSuppressions = (context: SyncContext, step: StepRecorder): Promise<void> =>
  readFeed(
    context,
    { name: FEEDS.suppressions, content: null },
    (since) =>
      context.account.contacts.suppressed({ since: since ?? 0, signal: context.lease.signal }),
    (rows) =>
      takeSuppressions(
        context,
        { scope: 'account', ref: context.integration.accountId },
        rows,
        step
      )
  );
