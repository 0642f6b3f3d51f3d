import { TABLE } from '../../constants';
import type { Db } from '../db';

export type Bucket = {
  /** Its beginning, epoch milliseconds. */
  at: number;
  opens: number;
  clicks: number;
};

export type Buckets = {
  /** Length of one, in milliseconds. */
  length: number;
  /** Buckets begin this much before full hours or days of UTC, in milliseconds. */
  offset: number;
  /** From when on, and up to when; epoch milliseconds. */
  from: number;
  until: number;
};

export type LinkFigures = { url: string; clicks: number; people: number };

/** What single events of a campaign add up to. */
export const createEventSeries = (db: Db) => ({
  /** Opens and clicks per bucket, in order; those without any are left out. */
  series: async (
    campaignId: number,
    { length, offset, from, until }: Buckets
  ): Promise<Bucket[]> => {
    const number = db.knex.raw('floor((?? + ?) / ?)', ['e.at', offset, length]);
    const counted: { number: number | string; kind: string; n: number | string }[] = await db
      .table(`${TABLE.campaignEvent} as e`)
      .where('e.campaign_id', campaignId)
      .whereIn('e.kind', ['open', 'click'])
      .where('e.at', '>=', from)
      .where('e.at', '<', until)
      .select({ number, kind: 'e.kind' })
      .count({ n: '*' })
      .groupBy('number', 'kind')
      .orderBy('number');
    const buckets = new Map<number, Bucket>();
    for (const { number, kind, n } of counted) {
      const at = Number(number) * length - offset;
      const bucket = buckets.get(at) ?? { at, opens: 0, clicks: 0 };
      buckets.set(at, { ...bucket, [kind === 'open' ? 'opens' : 'clicks']: Number(n) });
    }
    return [...buckets.values()];
  },

  /** The links clicked most, and by how many people. */
  links: async (campaignId: number, limit: number): Promise<LinkFigures[]> => {
    const counted: { linkId: number; clicks: number | string; people: number | string }[] = await db
      .table(`${TABLE.campaignEvent} as e`)
      .where({ 'e.campaign_id': campaignId, 'e.kind': 'click' })
      .groupBy('e.link_id')
      .select({ linkId: 'e.link_id' })
      .count({ clicks: '*' })
      .countDistinct({ people: 'e.person_key' })
      .orderBy([
        { column: 'clicks', order: 'desc' },
        { column: 'linkId', order: 'asc' },
      ])
      .limit(limit);
    const urls: { id: number; url: string }[] = await db
      .table(TABLE.campaignLink)
      .whereIn(
        'id',
        counted.map(({ linkId }) => linkId)
      )
      .select('id', 'url');
    const byId = new Map(urls.map(({ id, url }) => [id, url]));
    return counted.map(({ linkId, clicks, people }) => ({
      url: byId.get(linkId) ?? '',
      clicks: Number(clicks),
      people: Number(people),
    }));
  },
});
