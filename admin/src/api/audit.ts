import type { AuditActors, AuditPage, FindAudit } from '../../../contracts/audit';
import { dotmailerApi, queryString, unwrap } from './base';

const auditApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerAudit: build.query<AuditPage, FindAudit>({
      query: (params) => `/dotmailer/audit${queryString(params)}`,
      transformResponse: unwrap<AuditPage>,
      providesTags: ['DotmailerAudit'],
    }),
    dotmailerAuditActors: build.query<AuditActors, void>({
      query: () => '/dotmailer/audit/actors',
      transformResponse: unwrap<AuditActors>,
      providesTags: ['DotmailerAudit'],
    }),
  }),
});

export const { useDotmailerAuditQuery, useDotmailerAuditActorsQuery } = auditApi;
