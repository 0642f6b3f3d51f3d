import { MARKETING_LIST, PLUGIN_ID } from './plugin-id';

const base = `/plugins/${PLUGIN_ID}`;
const settings = `/settings/${PLUGIN_ID}`;

type Person = { collection: string; documentId: string; locale?: string | undefined };

/** Addresses inside the admin panel, so that no page spells another page's path. */
export const routes = {
  overview: base,
  addressBooks: `${base}/address-books`,
  dataFields: `${base}/data-fields`,
  dataField: (id: number) => `${base}/data-fields/${id}`,
  mappings: `${base}/mappings`,
  newMapping: `${base}/mappings/create`,
  mapping: (id: number) => `${base}/mappings/${id}`,
  campaigns: `${base}/campaigns`,
  campaign: (id: number) => `${base}/campaigns/${id}`,
  campaignsOfList: (listId: string) => `${base}/campaigns?filters[$and][0][listId][$eq]=${listId}`,
  marketingCampaigns: `${base}/marketing-campaigns`,
  marketingCampaign: (id: number) => `${base}/marketing-campaigns/${id}`,
  person: ({ collection, documentId, locale }: Person) =>
    `${base}/people/${collection}/${documentId}${locale ? `?locale=${locale}` : ''}`,
  runs: `${base}/runs`,
  studio: `${base}/studio`,
  run: (id: number) => `${base}/runs/${id}`,
  audit: `${base}/audit`,
  members: (listId: string) => `${base}/lists/${listId}/members`,
  marketingLists: `/content-manager/collection-types/${MARKETING_LIST}`,
  marketingList: (documentId: string) =>
    `/content-manager/collection-types/${MARKETING_LIST}/${documentId}`,
  integrations: `${settings}/integrations`,
  newIntegration: `${settings}/integrations/create`,
  integration: (id: number) => `${settings}/integrations/${id}`,
  settings: `${settings}/settings`,
};
