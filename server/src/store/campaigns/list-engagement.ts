import { TABLE } from '../../constants';
import { msOf } from '../columns';
import type { Db } from '../db';

/** What campaigns that went to a list came to, each as a whole. Times are epoch milliseconds. */
export type ListEngagement = {
  campaigns: number;
  delivered: number;
  opens: number;
  clicks: number;
  last: { id: number; name: string; sentAt: number | null } | null;
};

/** What became of the campaigns sent to a marketing list. */
export const createListEngagement = (db: Db) => {
  /** Those that were sent: before that a campaign has no marketing campaign. */
  const sentTo = (listId: string) =>
    db
      .table(`${TABLE.campaign} as k`)
      .whereIn(
        'k.id',
        db.table(TABLE.campaignBook).where({ list_id: listId }).select('campaign_id')
      )
      .whereNotNull('k.own_marketing_campaign_id');

  return {
    ofList: async (listId: string): Promise<ListEngagement> => {
      const sums = (await sentTo(listId)
        .leftJoin(`${TABLE.campaignSummary} as s`, 's.campaign_id', 'k.id')
        .count({ campaigns: 'k.id' })
        .sum({ delivered: 's.delivered_total', opens: 's.opens_total', clicks: 's.clicks_total' })
        .first()) as Record<'campaigns' | 'delivered' | 'opens' | 'clicks', unknown> | undefined;
      const last = (await sentTo(listId)
        .orderByRaw('k.sent_at is null')
        .orderBy([
          { column: 'k.sent_at', order: 'desc' },
          { column: 'k.id', order: 'desc' },
        ])
        .first({ id: 'k.id', name: 'k.name', sentAt: 'k.sent_at' })) as
        { id: number; name: string; sentAt: unknown } | undefined;
      return {
        campaigns: Number(sums?.campaigns ?? 0),
        delivered: Number(sums?.delivered ?? 0),
        opens: Number(sums?.opens ?? 0),
        clicks: Number(sums?.clicks ?? 0),
        last: last ? { ...last, sentAt: msOf(last.sentAt) } : null,
      };
    },
  };
};
