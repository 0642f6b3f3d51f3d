import * as contract from '../../../contracts/campaigns';
import { fileName, type Cell } from '../core/csv-text';
import { notFound, Problem } from '../core/problem';
import { bucketsOf, withGaps } from '../core/series';
import type { CampaignEntry, CampaignSort } from '../store/campaigns/campaign-page';
import type { Deps } from '../sync/deps';
import { campaignAnswer, knownOf, rowAnswer } from './campaign-answers';
import { csvDownload, type Download } from './download';
import { endpoint, type Area } from './endpoint';
import { idOf, isoOf, yesOf } from './ids';

const SORTABLE = ['name', 'sentAt', 'delivered', 'opens', 'clicks', 'unsubscribes'] as const;

/** Links a campaign shows. */
const TOP_LINKS = 10;

/** Campaigns of a download that are read at a time. */
const BATCH = 200;

const sortOf = (sort = 'sentAt:desc'): CampaignSort => {
  const [name, order] = sort.split(':');
  const field = SORTABLE.find((sortable) => sortable === name);
  if (!field)
    throw new Problem('INVALID', `Campaigns can be sorted by ${SORTABLE.join(', ')}`, 'sort');
  return { field, order: order === 'asc' ? 'asc' : 'desc' };
};

/** The campaign of a path. @throws Problem NOT_FOUND */
export const findCampaign = async (
  { repositories }: Deps,
  params: Record<string, string>
): Promise<CampaignEntry> => {
  const found = await repositories.campaigns.pages.find(idOf(params, 'The campaign'));
  if (found === null) throw notFound('The campaign');
  return found;
};

const rowsOf = async (deps: Deps, entries: CampaignEntry[]): Promise<contract.CampaignRow[]> => {
  const known = await knownOf(deps, entries);
  return entries.map((entry) => rowAnswer(entry, known(entry.id)));
};

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/campaigns',
  permission: 'campaigns.read',
  query: contract.findCampaigns,
  handle: async ({ deps, query }): Promise<contract.CampaignPage> => {
    const { page, pageSize, sort, gone, ...filter } = query;
    const { entries, total } = await deps.repositories.campaigns.pages.page({
      ...filter,
      gone: yesOf(gone),
      sort: sortOf(sort),
      page,
      pageSize,
    });
    return {
      results: await rowsOf(deps, entries),
      pagination: { page, pageSize, pageCount: Math.ceil(total / pageSize), total },
    };
  },
});

const HEADINGS = [
  'Name',
  'Subject',
  'Sent',
  'Status',
  'Gone since',
  'Address books',
  'Marketing lists',
  'Emails sent',
  'Delivered',
  'Opens',
  'Unique opens',
  'Clicks',
  'Recipients who clicked',
  'Unsubscribes',
  'Hard bounces',
  'Soft bounces',
];

const cellsOf = (row: contract.CampaignRow): Cell[] => {
  const figure = (name: keyof contract.CampaignFigures) => row.figures?.[name] ?? null;
  return [
    row.name,
    row.subject,
    row.sentAt,
    row.status,
    row.goneAt,
    row.books.map(({ name, remoteId }) => name ?? String(remoteId)).join('; '),
    row.books.flatMap(({ list }) => list?.name ?? []).join('; '),
    figure('sent'),
    figure('delivered'),
    figure('opens'),
    figure('uniqueOpens'),
    figure('clicks'),
    figure('recipientsClicked'),
    figure('unsubscribes'),
    figure('hardBounces'),
    figure('softBounces'),
  ];
};

const download = endpoint({
  name: 'download',
  method: 'GET',
  path: '/campaigns/download',
  permission: 'campaigns.read',
  query: contract.downloadCampaigns,
  handle: async ({ deps, query }): Promise<Download> => {
    const { sort: asked, gone, ...filter } = query;
    const sort = sortOf(asked);
    const { pages } = deps.repositories.campaigns;
    const batches = async function* () {
      for (let page = 1; ; page += 1) {
        const { entries } = await pages.page({
          ...filter,
          gone: yesOf(gone),
          sort,
          page,
          pageSize: BATCH,
        });
        yield (await rowsOf(deps, entries)).map(cellsOf);
        if (entries.length < BATCH) return;
      }
    };
    const today = new Date(deps.clock.now()).toISOString().slice(0, 10);
    return csvDownload(fileName('campaigns', today), HEADINGS, batches());
  },
});

const choices = endpoint({
  name: 'choices',
  method: 'GET',
  path: '/campaigns/choices',
  permission: 'campaigns.read',
  handle: async ({ deps }): Promise<contract.CampaignChoices> => {
    const { pages } = deps.repositories.campaigns;
    return { statuses: await pages.statuses(), lists: await pages.lists() };
  },
});

const findOne = endpoint({
  name: 'findOne',
  method: 'GET',
  path: '/campaigns/:id',
  permission: 'campaigns.read',
  handle: async ({ deps, params }): Promise<contract.Campaign> => {
    const entry = await findCampaign(deps, params);
    const known = await knownOf(deps, [entry]);
    return campaignAnswer(entry, known(entry.id));
  },
});

const content = endpoint({
  name: 'content',
  method: 'GET',
  path: '/campaigns/:id/content',
  permission: 'campaigns.read',
  handle: async ({ deps, params }): Promise<contract.CampaignContent> => {
    const { id } = await findCampaign(deps, params);
    return deps.repositories.campaigns.pages.content(id);
  },
});

const series = endpoint({
  name: 'series',
  method: 'GET',
  path: '/campaigns/:id/series',
  permission: 'campaigns.read',
  query: contract.campaignSeries,
  handle: async ({ deps, params, query }): Promise<contract.CampaignSeries> => {
    const { id, sentAt } = await findCampaign(deps, params);
    const buckets = bucketsOf({ ...query, sentAt, now: deps.clock.now() });
    const known = await deps.repositories.campaigns.series.series(id, buckets);
    const points = withGaps(known, { length: buckets.length, from: buckets.from, sentAt });
    return {
      unit: query.unit,
      points: points.map((point) => ({ ...point, at: isoOf(point.at) ?? '' })),
    };
  },
});

const links = endpoint({
  name: 'links',
  method: 'GET',
  path: '/campaigns/:id/links',
  permission: 'campaigns.read',
  handle: async ({ deps, params }): Promise<contract.CampaignLinks> => {
    const { id } = await findCampaign(deps, params);
    return deps.repositories.campaigns.series.links(id, TOP_LINKS);
  },
});

export const campaigns: Area = {
  name: 'campaigns',
  // What stands in the place of an id comes before it.
  endpoints: [find, download, choices, findOne, content, series, links],
};
