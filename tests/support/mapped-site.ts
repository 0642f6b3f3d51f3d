import type { Mapping, MappingPage, SaveMapping } from '../../contracts/mappings';
import { CONTACT, type ConnectedSite } from './connected-site';

type Row = SaveMapping['rows'][number];

/** A two-way row of one attribute. */
export const twoWay = (
  dataField: string,
  source: string,
  policy: Row['policy'] = 'strapi'
): Row => ({ dataField, sources: [source], twoWay: true, policy });

/** Stores rows for a collection as the panel does, in place of its mapping if it has one. */
export const mapRows = async (
  { site, integrationId }: ConnectedSite,
  rows: Row[],
  { collection = CONTACT, syncPriority = 0 } = {}
): Promise<void> => {
  const path = '/dotmailer/mappings';
  const known = await site.request<{ data: MappingPage }>(
    'GET',
    `${path}?collection=${collection}`
  );
  const mapping = known.body.data.results.find((one: Mapping) => one.collection === collection);
  const body = { integrationId, collection, syncPriority, rows };
  const answer = mapping
    ? await site.request('PUT', `${path}/${mapping.id}`, body)
    : await site.request('POST', path, body);
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
};

/** Makes data fields at the vendor and takes them over. */
export const makeFields = async (
  { site, sandbox, integrationId, idle }: ConnectedSite,
  fields: Record<string, 'String' | 'Numeric' | 'Date' | 'Boolean'>
): Promise<void> => {
  for (const [name, type] of Object.entries(fields)) sandbox.control.createDataField(name, type);
  await site.request('POST', '/dotmailer/data-fields/synchronize', {});
  await idle();
  const listed = await site.request<{ data: { results: { name: string }[] } }>(
    'GET',
    `/dotmailer/data-fields?pageSize=100&integrationId=${integrationId}`
  );
  const known = listed.body.data.results.map(({ name }) => name);
  for (const name of Object.keys(fields))
    if (!known.includes(name)) throw new Error(`${name} was not taken over`);
};
