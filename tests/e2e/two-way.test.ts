import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { makeFields, mapRows, twoWay } from '../support/mapped-site';

const BUILD_TIME = 600_000;
const ADA = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', city: 'London' };
const BERT = { firstName: 'Bert', lastName: 'Brecht', email: 'bert@example.com', city: 'Berlin' };

describe.skipIf(!hasChromium)('an editor sees values go out and come back', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let listId: string;
  let ada: string;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true });
    await makeFields(connected, { TOWN: 'String', TIER: 'String' });
    await mapRows(connected, [
      {
        dataField: 'FULLNAME',
        sources: ['firstName', 'lastName'],
        twoWay: false,
        policy: 'strapi',
      },
      twoWay('TOWN', 'city'),
      twoWay('TIER', 'tier'),
    ]);
    [ada = ''] = await connected.addPeople([ADA, BERT]);
    listId = await connected.createList({ name: 'Readers' });
    const book = await connected.createBook('Readers');
    await connected.connect(listId, book.id);
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const atVendor = (email: string) => connected.sandbox.control.contact(email)?.dataFields;
  const changeThere = (field: string, value: string) =>
    connected.sandbox.control.setDataField(ADA.email, field, value);
  const openRecord = () => admin.open(`/content-manager/collection-types/${CONTACT}/${ada}`);
  const city = () => admin.page.getByRole('textbox', { name: 'city' });
  const writeCity = async (value: string) => {
    await openRecord();
    await city().fill(value);
    await admin.page.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByText('Saved document').first().waitFor();
  };
  /** Asks for a synchronisation on the page of runs, and waits until it is over. */
  const synchronize = async () => {
    await admin.open('/plugins/dotmailer/runs');
    await admin.page.getByRole('button', { name: 'Synchronize' }).click();
    await connected.idle();
  };
  const files = () => connected.sandbox.control.imports().map(({ rows }) => rows);
  const remarks = () => admin.row(ADA.email).getByRole('button', { name: /on values$/ });

  it('watches exactly one row go out after one record was changed', async () => {
    const before = files().length;
    await writeCity('Leeds');
    await synchronize();
    expect(files().slice(before)).toEqual([1]);
    expect(atVendor(ADA.email)).toMatchObject({ TOWN: 'Leeds', FULLNAME: 'Ada Lovelace' });
    await admin.page.getByRole('row').nth(1).click();
    await admin.page.getByText('1 rows').first().waitFor();
  });

  it('finds in the record what was changed at the vendor, and nothing goes back', async () => {
    changeThere('TOWN', 'Paris');
    const before = files().length;
    await synchronize();
    await openRecord();
    await expect.poll(() => city().inputValue()).toBe('Paris');
    await synchronize();
    expect(files()).toHaveLength(before);
    await admin.open(`/plugins/dotmailer/lists/${listId}/members`);
    await admin.row(ADA.email).waitFor();
    expect(await remarks().count()).toBe(0);
  });

  it('reads on the members page what became of a conflict, and of a value the record refused', async () => {
    await writeCity('Rome');
    changeThere('TOWN', 'Oslo');
    changeThere('TIER', 'platinum');
    await synchronize();
    expect(atVendor(ADA.email)).toMatchObject({ TOWN: 'Rome', TIER: 'platinum' });
    await admin.open(`/plugins/dotmailer/lists/${listId}/members`);
    await remarks().filter({ hasText: '2 remarks on values' }).press('Enter');
    const dialog = admin.page.getByRole('dialog', { name: 'Values that flow both ways' });
    await dialog.getByText('Strapi won: “Rome” replaces “Oslo”').waitFor();
    await dialog
      .getByText('“platinum” from Dotdigital was refused, the record keeps (blank)')
      .waitFor();
    await admin.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('makes no errors on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
