import type { Connection } from '../../store/connections';
import { bookRef } from '../../store/opt-outs';
import type { StepRecorder, SyncContext } from '../context';
import { FEEDS, readFeed } from './feed';
import { takeSuppressions } from './suppression-rows';

/** Reads who unsubscribed from a connected book; the first time since 1970. */
export const importUnsubscribes = (
  context: SyncContext,
  { bookRemoteId }: Connection,
  step: StepRecorder
): Promise<void> =>
  readFeed(
    context,
    { name: FEEDS.unsubscribes(bookRemoteId), content: null },
    (since) =>
      context.account.contacts.unsubscribedFromBook(bookRemoteId, {
        since: since ?? 0,
        signal: context.lease.signal,
      }),
    (rows) =>
      takeSuppressions(
        context,
        { scope: 'book', ref: bookRef(context.integration.accountId, bookRemoteId) },
        rows,
        step
      )
  );
