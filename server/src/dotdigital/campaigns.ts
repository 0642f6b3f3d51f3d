import type { z } from 'zod';
import type { Caller } from './caller';
import type { Campaigns, DatedCampaign, RemoteCampaign } from './campaign-types';
import {
  campaignContentSchema,
  campaignsSchema,
  campaignSummarySchema,
  datedCampaignsSchema,
} from './campaign-schemas';
import { toVendorDate } from './dates';
import type { Endpoint } from './endpoint';
import { isVendorError } from './errors';
import { vendorId } from './guards';
import type { Request } from './http';
import { pages } from './paging';
import { addressBooksSchema } from './schemas';
import type { Call, RemoteAddressBook } from './types';

const WITH_ACTIVITY: Endpoint = {
  method: 'GET',
  path: 'campaigns/with-activity-since/{date}',
  kind: 'read',
  repeat: 'always',
};
/** Without filters: every campaign, with its sent date. The plain list is marked deprecated and has none. */
const LIST: Endpoint = { ...WITH_ACTIVITY, path: 'campaigns/filtered' };
const OF_BOOK: Endpoint = { ...WITH_ACTIVITY, path: 'address-books/{id}/campaigns' };
const BOOKS_OF: Endpoint = { ...WITH_ACTIVITY, path: 'campaigns/{id}/address-books' };
/** The one call with the mail, the sent date and the tags. */
const GET: Endpoint = { ...WITH_ACTIVITY, path: 'campaigns/{id}/with-details' };
const SUMMARY: Endpoint = { ...WITH_ACTIVITY, path: 'campaigns/{id}/summary' };

/** Only the vendor's own word: a 404 of something in between would make a campaign look gone. */
const isGone = (error: unknown): boolean =>
  isVendorError(error) && error.code === 'ERROR_CAMPAIGN_NOT_FOUND';
const isUnsent = (error: unknown): boolean =>
  isVendorError(error) && error.code === 'ERROR_CAMPAIGN_INVALID';

const listPages = <T extends { id: number }>(
  caller: Caller,
  target: Request,
  schema: z.ZodType<T[]>,
  call?: Call
) =>
  pages<T>(
    async (query) => {
      const { value, serverTime } = await caller.json({ ...target, query }, schema, call);
      return { rows: value, serverTime };
    },
    (row) => row.id
  );

/** The whole of a list, or it throws. */
const complete = async <T>(list: AsyncIterable<{ rows: T[] }>): Promise<T[]> => {
  const rows: T[] = [];
  for await (const page of list) rows.push(...page.rows);
  return rows;
};

type OfCampaigns = Omit<Campaigns, 'activities' | 'opens' | 'clicks' | 'pageViews'>;

/** Campaigns: `/v2/campaigns`. */
export const campaigns = (caller: Caller): OfCampaigns => ({
  withActivitySince: ({ since, ...call }) =>
    listPages<RemoteCampaign>(
      caller,
      { endpoint: WITH_ACTIVITY, values: { date: toVendorDate(since) } },
      campaignsSchema,
      call
    ),
  list: (call) =>
    complete(listPages<DatedCampaign>(caller, { endpoint: LIST }, datedCampaignsSchema, call)),
  ofBook: async (bookId, call) => {
    const target = { endpoint: OF_BOOK, values: { id: vendorId(bookId) } };
    return complete(listPages<RemoteCampaign>(caller, target, campaignsSchema, call));
  },
  booksOf: async (id, call) => {
    const target = { endpoint: BOOKS_OF, values: { id: vendorId(id) } };
    try {
      const books = listPages<RemoteAddressBook>(caller, target, addressBooksSchema, call);
      return (await complete(books)).map((book) => book.id);
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  },
  get: async (id, call) => {
    const request = { endpoint: GET, values: { id: vendorId(id) } };
    try {
      return (await caller.json(request, campaignContentSchema, call)).value;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  },
  summary: async (id, call) => {
    const request = { endpoint: SUMMARY, values: { id: vendorId(id) } };
    try {
      return (await caller.json(request, campaignSummarySchema, call)).value;
    } catch (error) {
      if (isGone(error) || isUnsent(error)) return null;
      throw error;
    }
  },
});
