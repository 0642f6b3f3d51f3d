import { adminApi } from '@strapi/strapi/admin';
import type { ErrorCode } from '../../../contracts/common';

/**
 * Strapi's own data layer with the plugin's tags. Every request of the plugin is an endpoint
 * injected here; its name starts with `dotmailer`, because all plugins share one name space.
 */
export const dotmailerApi = adminApi.enhanceEndpoints({
  addTagTypes: [
    'DotmailerIntegration',
    'DotmailerOverview',
    'DotmailerSettings',
    'DotmailerAddressBook',
    'DotmailerDataField',
    'DotmailerMapping',
    'DotmailerRun',
    'DotmailerList',
    'DotmailerMember',
    'DotmailerAudit',
    'DotmailerStudio',
    'DotmailerMarketingCampaign',
    'DotmailerCampaign',
  ],
});

/** The server answers `{ data }`; endpoints hand out what is inside. */
export const unwrap = <T>(answer: { data: T }): T => answer.data;

/** Leaves out what is not set, so that query strings carry no `undefined`. */
export const queryString = (params: object): string => {
  const entries = Object.entries(params).filter(
    ([, value]) => value !== undefined && value !== null && value !== ''
  );
  const query = new URLSearchParams(entries.map(([key, value]) => [key, String(value)]));
  return entries.length ? `?${query}` : '';
};

/** A refused request, as pages show it. */
export type Problem = {
  /** Stable code of `contracts/common.ts`; null when the answer did not come from the plugin. */
  code: ErrorCode | null;
  /** HTTP status; 0 when the site did not answer. */
  status: number;
  /** The server's words, in English. */
  message: string;
  /** Words for single inputs, by the input's name. */
  fields: Record<string, string>;
  /** The same with what is wrong as a code and its words, where the server says so. */
  places: Place[];
};

type Place = {
  path: string[];
  name?: string;
  values?: Record<string, string | number>;
  message: string;
};

type ErrorBody = {
  status?: number;
  message?: string;
  details?: { code?: ErrorCode; errors?: Place[] };
};

/** Reads the `error` of any query or mutation. */
export const readProblem = (error: unknown): Problem => {
  const { status, message, details } = (error ?? {}) as ErrorBody;
  const places = details?.errors ?? [];
  const fields = places.map((place) => [place.path.join('.'), place.message]);
  return {
    code: details?.code ?? null,
    status: status ?? 0,
    message: message ?? '',
    fields: Object.fromEntries(fields),
    places,
  };
};
