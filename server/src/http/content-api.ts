import { errors } from '@strapi/utils';
import type { Core } from '@strapi/strapi';
import * as contract from '../../../contracts/content-api';
import { parseConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import type { ReportedActivityRow, ReportedFilter } from '../store/campaigns/reported-campaigns';
import type { Deps } from '../sync/deps';
import { parse, refuseNul } from './endpoint';
import { isoOf } from './ids';

type Context = { params: Record<string, string>; query: unknown; body: unknown };

const momentOf = (text: string | undefined): number | null =>
  text === undefined ? null : Date.parse(text);

const campaignPage = async ({ repositories }: Deps, ctx: Context) => {
  const { pagination, list, sentFrom, sentBefore } = parse(
    contract.findReportedCampaigns,
    ctx.query
  );
  const filter: ReportedFilter = {
    sentFrom: momentOf(sentFrom),
    sentBefore: momentOf(sentBefore),
    listId: list ?? null,
  };
  const { rows, total } = await repositories.campaigns.reported.page(filter, pagination);
  const pageCount = Math.ceil(total / pagination.pageSize);
  return { rows, meta: { pagination: { ...pagination, pageCount, total } } };
};

const campaigns = async (
  deps: Deps,
  ctx: Context
): Promise<contract.ReportedPage<contract.ReportedCampaign>> => {
  const { rows, meta } = await campaignPage(deps, ctx);
  const data = rows.map(({ rowId: _, ...row }) => ({ ...row, sentAt: isoOf(row.sentAt) }));
  return { data, meta };
};

const summaries = async (
  deps: Deps,
  ctx: Context
): Promise<contract.ReportedPage<contract.ReportedSummary>> => {
  const { rows, meta } = await campaignPage(deps, ctx);
  const known = await deps.repositories.campaigns.summaries.ofCampaigns(
    rows.map(({ rowId }) => rowId)
  );
  const data = rows.map(({ rowId, id, name, sentAt }) => ({
    id,
    name,
    sentAt: isoOf(sentAt),
    ...(known.get(rowId) ?? NOT_READ),
  }));
  return { data, meta };
};

const NOT_READ = {
  counts: null,
  recipientsClicked: null,
  revenue: null,
  assistedRevenue: null,
  orders: null,
  assistedOrders: null,
  conversionRate: null,
};

const activities = async (
  { repositories }: Deps,
  ctx: Context
): Promise<contract.ReportedActivities> => {
  const { reported } = repositories.campaigns;
  const { pagination } = parse(contract.findReportedActivities, ctx.query);
  const campaignId = await reported.idOf(ctx.params.id ?? '');
  if (campaignId === null) throw new errors.NotFoundError('The campaign does not exist');
  const { after = '', pageSize } = pagination;
  const rows = await reported.activities(campaignId, after, pageSize);
  const last = rows.length < pageSize ? undefined : rows[rows.length - 1];
  return {
    data: rows.map(reportedActivity),
    meta: { pagination: { pageSize, after: last?.key ?? null } },
  };
};

const numberOf = (value: unknown): number => Number(value ?? 0);
const dateOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : isoOf(Number(value));

const reportedActivity = (row: ReportedActivityRow): contract.ReportedActivity => ({
  email: row.email,
  sentAt: dateOf(row.sentAt),
  opens: numberOf(row.opens),
  firstOpenedAt: dateOf(row.firstOpenedAt),
  lastOpenedAt: dateOf(row.lastOpenedAt),
  clicks: numberOf(row.clicks),
  lastClickedAt: dateOf(row.lastClickedAt),
  pageViews: numberOf(row.pageViews),
  forwards: numberOf(row.forwards),
  replies: numberOf(row.replies),
  unsubscribed: Boolean(row.unsubscribed),
  softBounced: Boolean(row.softBounced),
  hardBounced: Boolean(row.hardBounced),
});

/**
 * Each is an action of its own, `plugin::dotmailer.reports.<name>`, which the site grants to a role or
 * an API token. None is called `find`: a read-only token of something else does not get it unasked.
 */
const ACTIONS = {
  campaigns: { path: '/campaigns', read: campaigns },
  summaries: { path: '/campaigns/summaries', read: summaries },
  activities: { path: '/campaigns/:id/activities', read: activities },
};

export const CONTROLLER = 'reports';

/** Read-only routes below `/api/dotmailer`; none as long as the configuration does not ask for them. */
export const contentApiRoutes = ({ strapi }: { strapi: Core.Strapi }) => {
  const { contentApi } = parseConfig(strapi.config.get(`plugin::${PLUGIN_ID}`));
  return {
    type: 'content-api',
    routes: Object.entries(contentApi ? ACTIONS : {}).map(([name, { path }]) => ({
      method: 'GET',
      path,
      handler: `${CONTROLLER}.${name}`,
    })),
  };
};

/** The controller of those routes. */
export const contentApiController = (deps: () => Deps) =>
  Object.fromEntries(
    Object.entries(ACTIONS).map(([name, { read }]) => [
      name,
      async (ctx: Context) => {
        refuseNul(ctx.params);
        ctx.body = await read(deps(), ctx);
      },
    ])
  );
