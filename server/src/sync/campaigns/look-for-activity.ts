import type { RemoteCampaign } from '../../dotdigital/types';
import type { Campaign } from '../../store/campaigns/campaigns';
import type { Connection } from '../../store/connections';
import type { StepRecorder, SyncContext } from '../context';
import { FEEDS, readFeed } from '../import/feed';
import { listedCampaign } from './listed-campaign';

/** How far the first look goes back: what is older, the sweep before it has found. */
const FIRST_LOOK_MS = 86_400_000;

/**
 * Asks, with one call, which campaigns somebody was active with since the last look, and marks the
 * reports of those that concern a marketing list as due. A campaign nobody has heard of costs one call
 * more, once: which books it was sent to.
 */
export const lookForActivity = async (
  context: SyncContext,
  open: Connection[],
  step: StepRecorder
): Promise<void> => {
  const { account, deps, lease } = context;
  await readFeed(
    context,
    { name: FEEDS.campaigns, content: null },
    (since) =>
      account.campaigns.withActivitySince({
        since: since ?? deps.clock.now() - FIRST_LOOK_MS,
        signal: lease.signal,
      }),
    (rows) => takeActive(context, open, rows, step)
  );
};

const takeActive = async (
  context: SyncContext,
  open: Connection[],
  rows: RemoteCampaign[],
  step: StepRecorder
): Promise<number> => {
  const { deps, integration } = context;
  const { campaigns } = deps.repositories;
  const ids = rows.map(({ id }) => id);
  const known = await campaigns.rows.among(integration.id, ids);
  step.count('read', rows.length);
  const news = await campaigns.rows.see(
    integration.id,
    rows.map(listedCampaign),
    known,
    deps.clock.now()
  );
  const stored = await campaigns.rows.among(integration.id, ids);
  const before = new Set(known.map(({ id }) => id));
  for (const campaign of stored) {
    if (!before.has(campaign.id)) await askForBooks(context, open, campaign);
  }
  const concerned = await campaigns.rows.idsOfLists(integration.id);
  const active = stored.filter(({ id }) => concerned.has(id)).map(({ id }) => id);
  await campaigns.rows.markDue(active, deps.clock.now());
  step.count('active', active.length);
  return news + active.length;
};

const askForBooks = async (
  { account, deps, integration, lease }: SyncContext,
  open: Connection[],
  { id: campaignId, remoteId }: Campaign
): Promise<void> => {
  const lists = new Map(open.map(({ bookRemoteId, listId }) => [bookRemoteId, listId]));
  const books = await account.campaigns.booksOf(remoteId, { signal: lease.signal });
  await deps.repositories.campaigns.books.add(
    integration.id,
    books.map((bookRemoteId) => ({
      campaignId,
      bookRemoteId,
      listId: lists.get(bookRemoteId) ?? null,
    }))
  );
};
