import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MappingPage } from '../../contracts/mappings';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes, type Scene } from '../support/scenes';

const LEAD = 'api::lead.lead';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 8 } } });
  for (const name of ['TOWN', 'TIER']) at.sandbox.control.createDataField(name, 'String');
  await at.site.request('POST', '/dotmailer/data-fields/synchronize');
  await at.idle();
  scenes = createScenes(at);
});
afterAll(() => at?.close());

const ROWS = {
  [CONTACT]: [
    { dataField: 'FIRSTNAME', sources: ['firstName'] },
    { dataField: 'FULLNAME', sources: ['firstName', 'lastName'] },
  ],
  [LEAD]: [
    { dataField: 'FULLNAME', sources: ['fullName'] },
    { dataField: 'TIER', sources: ['source'] },
  ],
};

const mappingId = async (collection: string): Promise<number | undefined> =>
  (
    await at.site.request<{ data: MappingPage }>(
      'GET',
      `/dotmailer/mappings?collection=${collection}`
    )
  ).body.data.results[0]?.id;

/** Stores a collection's mapping with this priority. */
const prioritise = async (collection: keyof typeof ROWS, syncPriority: number) => {
  const id = await mappingId(collection);
  const body = {
    integrationId: at.integrationId,
    collection,
    syncPriority,
    rows: ROWS[collection],
  };
  const answer = await at.site.request(
    id === undefined ? 'POST' : 'PUT',
    `/dotmailer/mappings${id === undefined ? '' : `/${id}`}`,
    body
  );
  expect(answer.status).toBe(200);
};

const valuesOf = (email: string) => at.sandbox.control.contact(email)?.dataFields;
const quiet = async () => {
  at.sandbox.control.clearCalls();
  await scenes.sync();
  expect(at.writes()).toEqual([]);
};

/** The same person as a lead, the older record, and as a contact; the contact counts more. */
const openBoth = async (): Promise<{ there: Scene; lead: string; email: string }> => {
  await prioritise(CONTACT, 20);
  await prioritise(LEAD, 10);
  const documents = at.site.strapi.documents(LEAD as never);
  const next = await scenes.open(['rest', 'more']);
  const email = next.email('ann');
  const data = { fullName: 'Lead Ann', contactEmail: email, source: 'web' };
  const { documentId } = (await documents.create({ data } as never)) as { documentId: string };
  const listId = await at.createList({
    collection: LEAD,
    emailField: 'contactEmail',
    filter: { version: 1, where: { contactEmail: { $eq: email } }, activity: [] },
  });
  const book = await at.createBook(`Leads of ${next.city}`);
  await at.connect(listId, book.id);
  const [ann] = await at.addPeople([{ firstName: 'Ann', email, city: next.city }]);
  await scenes.sync();
  return { there: { ...next, docIds: [ann ?? ''] }, lead: documentId, email };
};
const changeLead = (documentId: string, data: Record<string, unknown>) =>
  at.site.strapi.documents(LEAD as never).update({ documentId, data } as never);

test('the higher priority wins per data field, older record or not, its blank too', async () => {
  const { there, lead, email } = await openBoth();
  expect(valuesOf(email)).toEqual({ FIRSTNAME: 'Ann', FULLNAME: 'Ann', TIER: 'web' });
  await changeLead(lead, { fullName: 'Somebody else' });
  await quiet();
  await changeLead(lead, { source: 'fair' });
  await scenes.sync();
  expect(valuesOf(email)).toEqual({ FIRSTNAME: 'Ann', FULLNAME: 'Ann', TIER: 'fair' });
  await scenes.change(there.docIds[0], { firstName: null });
  await scenes.sync();
  expect(valuesOf(email)).toEqual({ TIER: 'fair' });
  await quiet();
});

test('another priority alone brings the other values, of exactly the people in both', async () => {
  const { email, there } = await openBoth();
  const before = at.sandbox.control.imports().length;
  await prioritise(LEAD, 30);
  await scenes.sync();
  expect(valuesOf(email)).toEqual({ FIRSTNAME: 'Ann', FULLNAME: 'Lead Ann', TIER: 'web' });
  const files = at.sandbox.control.imports().slice(before);
  const lines = files.flatMap(({ csv }) => csv?.trim().split('\n').slice(1) ?? []);
  expect(lines.filter((line) => line.includes(there.email('')))).toHaveLength(1);
  await quiet();
});

test('who leaves the stronger list, and who loses its mapping, gets the weaker values', async () => {
  const { there, email } = await openBoth();
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.sync();
  await scenes.sync();
  expect(valuesOf(email)).toMatchObject({ FULLNAME: 'Lead Ann', TIER: 'web' });

  const other = await openBoth();
  expect(valuesOf(other.email)).toMatchObject({ FULLNAME: 'Ann' });
  await at.site.request('DELETE', `/dotmailer/mappings/${await mappingId(CONTACT)}`);
  await scenes.sync();
  expect(valuesOf(other.email)).toEqual({ FIRSTNAME: 'Ann', FULLNAME: 'Lead Ann', TIER: 'web' });
  await quiet();
});
