import type { z } from 'zod';
import { personKey } from '../core/person-key';
import type { Caller } from './caller';
import { activitiesSchema, clicksSchema, opensSchema, pageViewsSchema } from './campaign-schemas';
import type { Campaigns } from './campaign-types';
import { toVendorDate } from './dates';
import type { Endpoint } from './endpoint';
import { vendorId } from './guards';
import { pages } from './paging';

const ACTIVITIES: Endpoint = {
  method: 'GET',
  path: 'campaigns/{id}/activities',
  kind: 'read',
  repeat: 'always',
};
const OPENS: Endpoint = { ...ACTIVITIES, path: 'campaigns/{id}/opens' };
const CLICKS: Endpoint = { ...ACTIVITIES, path: 'campaigns/{id}/clicks' };
const PAGE_VIEWS: Endpoint = { ...ACTIVITIES, path: 'campaigns/{id}/page-views' };

const sinceDate = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  path: `${endpoint.path}/since-date/{date}`,
});

/**
 * A report in pages. `datedOnly` is for page views: the vendor has no campaign-wide call without a date,
 * so that everything is everything since 1970.
 */
const report =
  <T>(
    caller: Caller,
    endpoint: Endpoint,
    schema: z.ZodType<(T | null)[]>,
    keyOf: (row: T) => string,
    { datedOnly = false } = {}
  ) =>
  (
    id: number,
    { since, resumeAt, ...call }: { since?: number; resumeAt?: number; signal?: AbortSignal }
  ) => {
    const from = since ?? (datedOnly ? 0 : undefined);
    const values = { id: vendorId(id) };
    const target =
      from === undefined
        ? { endpoint, values }
        : { endpoint: sinceDate(endpoint), values: { ...values, date: toVendorDate(from) } };
    return pages<T>(
      async (query) => {
        const { value, serverTime } = await caller.json({ ...target, query }, schema, call);
        return { rows: value, serverTime };
      },
      keyOf,
      resumeAt
    );
  };

type Reports = Pick<Campaigns, 'activities' | 'opens' | 'clicks' | 'pageViews'>;

/** What people did with a campaign: `/v2/campaigns/{id}/activities`, `opens`, `clicks`, `page-views`. */
export const campaignReports = (caller: Caller): Reports => ({
  activities: report(caller, ACTIVITIES, activitiesSchema, personKey),
  opens: report(caller, OPENS, opensSchema, (row) => `${personKey(row)}|${row.at}`),
  clicks: report(caller, CLICKS, clicksSchema, (row) => `${personKey(row)}|${row.at}|${row.url}`),
  pageViews: report(
    caller,
    PAGE_VIEWS,
    pageViewsSchema,
    (row) => `${personKey(row)}|${row.at}|${row.url}`,
    { datedOnly: true }
  ),
});
