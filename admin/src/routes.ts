import { MARKETING_LIST, PLUGIN_ID } from './plugin-id';

const base = `/plugins/${PLUGIN_ID}`;
const settings = `/settings/${PLUGIN_ID}`;

/** Addresses inside the admin panel, so that no page spells another page's path. */
export const routes = {
  overview: base,
  addressBooks: `${base}/address-books`,
  dataFields: `${base}/data-fields`,
  dataField: (id: number) => `${base}/data-fields/${id}`,
  mappings: `${base}/mappings`,
  newMapping: `${base}/mappings/create`,
  mapping: (id: number) => `${base}/mappings/${id}`,
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
