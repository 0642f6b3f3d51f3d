import { remark } from '../../core/remarks';
import type { RemoteCampaign } from '../../dotdigital/types';
import type { Campaign, ListedCampaign } from '../../store/campaigns/campaigns';
import type { Connection } from '../../store/connections';
import type { StepRecorder, SyncContext } from '../context';
import { FEEDS } from '../import/feed';
import { listedCampaign, mayBeSent } from './listed-campaign';

const DAY_MS = 86_400_000;

/** An old campaign is read again after a seventh of its age, a young one every day. */
const PATIENCE = 7;

const sweepFeed = { name: FEEDS.campaignSweep, content: null };

/** Once a day, and whenever a list was connected: `connectList` forgets the sweep before. */
export const sweepDue = async ({
  deps,
  integration,
}: Pick<SyncContext, 'deps' | 'integration'>): Promise<boolean> => {
  const last = await deps.repositories.cursors.read(integration.id, sweepFeed);
  return last === null || last.readAt < deps.clock.now() - DAY_MS;
};

/**
 * Compares the campaigns known here with all the account has, and those of each connected book: new
 * ones, fresh sends nobody has opened yet, campaigns that are gone. What was sent long ago is read again
 * at a decaying pace.
 */
export const sweepCampaigns = async (
  context: SyncContext,
  open: Connection[],
  step: StepRecorder
): Promise<void> => {
  const { account, deps, integration, lease } = context;
  const { campaigns, cursors } = deps.repositories;
  const begin = deps.clock.now();
  const known = await campaigns.rows.ofIntegration(integration.id);
  const listed = await account.campaigns.list({ signal: lease.signal });
  step.count('listed', listed.length);
  if (listed.length === 0 && known.length > 0) {
    step.warn(remark('campaigns-empty'));
  } else {
    const inBooks = new Map<Connection, RemoteCampaign[]>();
    for (const connection of open) inBooks.set(connection, await campaignsOf(context, connection));
    const all = wantedCampaigns(listed.map(listedCampaign), [...inBooks.values()].flat(), known);
    step.count('changed', await campaigns.rows.see(integration.id, all, known, begin));
    await keepBooks(context, inBooks);
    const there = new Set(all.map(({ remoteId }) => remoteId));
    const gone = known.filter(({ goneAt, remoteId }) => goneAt === null && !there.has(remoteId));
    await campaigns.rows.markGone(
      gone.map(({ id }) => id),
      begin
    );
    step.count('gone', gone.length);
    step.count('due', await markDue(context));
  }
  await cursors.advance(integration.id, sweepFeed, { since: begin, readAt: begin });
};

/** None where the book itself is gone. */
const campaignsOf = async (
  { account, deps, lease }: SyncContext,
  { addressBookId, bookRemoteId }: Connection
): Promise<RemoteCampaign[]> => {
  const book = await deps.repositories.addressBooks.find(addressBookId);
  if (!book || book.vanishedAt !== null) return [];
  return account.campaigns.ofBook(bookRemoteId, { signal: lease.signal });
};

/** Those of connected books, and those known for another reason; as the fuller list tells them. */
const wantedCampaigns = (
  listed: ListedCampaign[],
  inBooks: RemoteCampaign[],
  known: Campaign[]
): ListedCampaign[] => {
  const wanted = new Map(inBooks.map((campaign) => [campaign.id, listedCampaign(campaign)]));
  const before = new Set(known.map(({ remoteId }) => remoteId));
  for (const campaign of listed) {
    const { remoteId } = campaign;
    if (wanted.has(remoteId) || before.has(remoteId)) wanted.set(remoteId, campaign);
  }
  return [...wanted.values()];
};

const keepBooks = async (
  { deps, integration }: SyncContext,
  inBooks: Map<Connection, RemoteCampaign[]>
): Promise<void> => {
  const { campaigns } = deps.repositories;
  const stored = await campaigns.rows.ofIntegration(integration.id);
  const ids = new Map(stored.map(({ id, remoteId }) => [remoteId, id]));
  for (const [{ bookRemoteId, listId }, sent] of inBooks) {
    await campaigns.books.add(
      integration.id,
      sent.flatMap(({ id }) => {
        const campaignId = ids.get(id);
        return campaignId === undefined ? [] : [{ campaignId, bookRemoteId, listId }];
      })
    );
    await campaigns.books.adopt(integration.id, bookRemoteId, listId);
  }
};

/** Marks what was sent and is to be read again; answers how many are. */
const markDue = async ({ deps, integration }: SyncContext): Promise<number> => {
  const { rows } = deps.repositories.campaigns;
  const now = deps.clock.now();
  const concerned = await rows.idsOfLists(integration.id);
  const due = (await rows.ofIntegration(integration.id)).filter(
    (campaign) =>
      concerned.has(campaign.id) &&
      campaign.goneAt === null &&
      campaign.dueAt === null &&
      mayBeSent(campaign) &&
      isOld(campaign, now)
  );
  await rows.markDue(
    due.map(({ id }) => id),
    now
  );
  return due.length;
};

/** Whether the last reading is too long ago for a campaign of this age. */
const isOld = ({ readAt, sentAt }: Campaign, now: number): boolean =>
  readAt === null || now - readAt >= Math.max(DAY_MS, (now - (sentAt ?? now)) / PATIENCE);
