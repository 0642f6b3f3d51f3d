import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite();
  await at.sync();
});
afterAll(() => at.close());

type Row = {
  dataField: string;
  sources: string[];
  warnings: { code: string; message: string }[];
  labels: { path: string; label: string; type: string | null }[];
};
type Stored = {
  id: number;
  collection: string;
  rows: Row[];
  warnings: number;
  connections: number;
};

const all = async (query = '') =>
  (await at.site.request<{ data: { results: Stored[] } }>('GET', `/dotmailer/mappings${query}`))
    .body.data.results;

describe('default mappings', () => {
  test('are made once with the first data fields, for collections with matching attributes', async () => {
    const made = await all();
    expect(
      made.map(({ collection, rows }) => [collection, rows.map((row) => row.dataField)])
    ).toEqual([
      [CONTACT, ['FIRSTNAME', 'LASTNAME', 'FULLNAME']],
      ['api::lead.lead', ['FULLNAME']],
      ['api::subscriber.subscriber', ['FIRSTNAME', 'LASTNAME', 'FULLNAME']],
    ]);
  });
});
