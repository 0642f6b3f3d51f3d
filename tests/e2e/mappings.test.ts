import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { callerOf, type Caller } from '../support/sandbox-client';

const BUILD_TIME = 600_000;
const COMPANY = 'api::company.company';
const FORM = /\/mappings\/(\d+)$/;

const ADA = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', city: 'London' };
const BERT = { firstName: 'Bert', lastName: 'Brecht', email: 'bert@example.com', city: 'Berlin' };

describe.skipIf(!hasChromium)('an editor says which fields fill which data fields', () => {
  let connected: ConnectedSite;
  let vendor: Caller;
  let admin: AdminPage;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true });
    vendor = callerOf(connected.sandbox);
    for (const [name, type] of [
      ['COMPANY', 'String'],
      ['TOWN', 'String'],
      ['ORDERS', 'Numeric'],
    ])
      await vendor('POST', '/v2/data-fields', { name, type });
    const company = await connected.site.strapi
      .documents(COMPANY as never)
      .create({ data: { name: 'Analytical Engines' } } as never);
    const { documentId } = company as { documentId: string };
    await connected.addPeople([
      { ...ADA, orders: 7, company: documentId },
      { ...BERT, orders: 0 },
    ]);
    const listId = await connected.createList();
    const book = await connected.createBook('Everybody');
    await connected.connect(listId, book.id);
    await connected.site.request('POST', '/dotmailer/data-fields/synchronize');
    await connected.idle();
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const row = (name: string) => admin.row(name);
  const rowOf = (number: number) =>
    admin.page.getByRole('group', { name: new RegExp(`^Row ${number}:`) });
  const question = () => admin.page.getByRole('alertdialog');
  const openMappings = () => admin.open('/plugins/dotmailer/mappings');
  const preview = (dataField: string) =>
    admin.page
      .getByRole('region', { name: 'Preview' })
      .locator('dl > div')
      .filter({ has: admin.page.getByRole('term').filter({ hasText: dataField }) })
      .getByRole('definition');
  const chooseIn = async (input: string, option: string) => {
    await admin.page.getByRole('combobox', { name: input }).click();
    await admin.page.getByRole('option', { name: option, exact: true }).click();
  };
  const addField = async (number: number, ...words: string[]) => {
    await rowOf(number).getByRole('button', { name: 'Add field' }).click();
    const search = admin.page.getByRole('combobox', { name: 'Search fields' });
    for (const word of words) {
      await search.fill(word);
      await admin.page.getByRole('option').first().waitFor();
      await search.press('Enter');
    }
  };
  const chooseDataField = async (number: number, name: string) => {
    await rowOf(number).getByRole('combobox', { name: 'Data field' }).pressSequentially(name);
    await admin.page.getByRole('option', { name: new RegExp(`^${name} `) }).click();
  };
  const valuesAtVendor = (email: string) => connected.sandbox.control.contact(email)?.dataFields;

  it('finds the mapping made at the start, and deletes it knowing what that means', async () => {
    const { page, open } = admin;
    await open('/plugins/dotmailer');
    await page
      .getByRole('navigation', { name: 'Dotmailer' })
      .getByRole('link', { name: 'Mappings' })
      .click();
    await row('Contact')
      .getByRole('button', { name: /^Delete the mapping Contact/ })
      .click();
    await question().getByText('Nothing is removed in Dotdigital').waitFor();
    await question().getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 members are compared again').first().waitFor();
    await row('Contact').waitFor({ state: 'detached' });
  });

  it('joins two fields, in the order shown, and sees it on a real record', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Create mapping' }).click();
    await page.getByText('Choose the collection and the integration first.').first().waitFor();
    await chooseIn('Collection', 'Contact');
    await addField(1, 'last');
    await addField(1, 'first');
    await chooseDataField(1, 'FULLNAME');
    await preview('FULLNAME').filter({ hasText: 'Lovelace Ada' }).waitFor();
    await rowOf(1)
      .getByRole('button', { name: /^Move Last.*down$/i })
      .click();
    await preview('FULLNAME').filter({ hasText: 'Ada Lovelace' }).waitFor();
    expect(await rowOf(1).getByRole('checkbox').isDisabled()).toBe(true);
    await rowOf(1).getByText('Only with a single field').waitFor();
  });

  it('walks through a relation with the keyboard', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Add row' }).click();
    await rowOf(2).getByRole('button', { name: 'Add field' }).press('Enter');
    const search = page.getByRole('combobox', { name: 'Search fields' });
    await search.fill('comp');
    await page.getByRole('option', { name: /Company.*Relation/ }).waitFor();
    await search.press('Enter');
    await page.getByRole('option', { name: /Country.*Text/ }).waitFor();
    await search.press('Enter');
    await rowOf(2).getByText('Company › Name', { exact: true }).waitFor();
    await chooseDataField(2, 'COMPANY');
    await preview('COMPANY').filter({ hasText: 'Analytical Engines' }).waitFor();
    await rowOf(2).getByText('Only with a field of the collection itself').waitFor();
  });

  it('is told at the row when types do not fit, also by a refused save', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Add row' }).click();
    await addField(3, 'city');
    await chooseDataField(3, 'ORDERS');
    const problem = rowOf(3).getByText('“City” holds text, but ORDERS is of type Number.');
    await problem.waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Save', disabled: false }).waitFor();
    await problem.waitFor();
    expect(page.url()).toContain('/create');
    await rowOf(3).getByRole('button', { name: 'Remove City' }).click();
    await addField(3, 'orders');
    await preview('ORDERS').filter({ hasText: '7' }).waitFor();
    await problem.waitFor({ state: 'detached' });
  });

  it('lets a field of its own be changed from both sides', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Add row' }).click();
    await addField(4, 'city');
    await chooseDataField(4, 'TOWN');
    await rowOf(4).getByRole('checkbox', { name: 'Two-way' }).click();
    await rowOf(4).getByRole('combobox', { name: 'If both sides changed' }).click();
    await page.getByRole('option', { name: 'The newer change wins' }).click();
    await rowOf(4).getByText('Dotdigital does not say when').waitFor();
    await preview('TOWN').filter({ hasText: 'London' }).waitFor();
  });

  it('looks at another record', async () => {
    const { page } = admin;
    await page.getByRole('combobox', { name: 'Record' }).pressSequentially('Bert');
    await page.getByRole('option', { name: /Bert/ }).click();
    await preview('TOWN').filter({ hasText: 'Berlin' }).waitFor();
    await preview('COMPANY').filter({ hasText: 'empty' }).waitFor();
    await preview('ORDERS').filter({ hasText: '0' }).waitFor();
  });

  it('saves, reads how many members that concerns, and finds the values at the vendor', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('2 members are compared again').first().waitFor();
    await page.waitForURL(FORM);
    await page.getByRole('heading', { name: 'Contact → Sandbox' }).waitFor();
    await connected.sync();
    expect(valuesAtVendor('ada@example.com')).toMatchObject({
      FULLNAME: 'Ada Lovelace',
      COMPANY: 'Analytical Engines',
      ORDERS: 7,
      TOWN: 'London',
    });
    expect(valuesAtVendor('bert@example.com')).toMatchObject({
      FULLNAME: 'Bert Brecht',
      ORDERS: 0,
    });
  });

  it('is asked before changes are lost', async () => {
    const { page } = admin;
    const leave = () =>
      page
        .getByRole('navigation', { name: 'Dotmailer' })
        .getByRole('link', { name: 'Data fields' })
        .click();
    await page.getByRole('button', { name: 'Remove row TOWN' }).click();
    await leave();
    await question().getByText('All your modifications will be lost').waitFor();
    await question().getByRole('button', { name: 'Cancel' }).click();
    expect(page.url()).toMatch(FORM);
    await leave();
    await question().getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Data fields' }).waitFor();
  });

  it('comes back from the data field that the mapping fills', async () => {
    const { page } = admin;
    await row('COMPANY').getByRole('link', { name: 'Contact' }).click();
    await page.waitForURL(FORM);
    await rowOf(4).getByText('City', { exact: true }).waitFor();
    expect(await rowOf(4).getByRole('checkbox', { name: 'Two-way' }).isChecked()).toBe(true);
  });

  it('is warned before another collection erases the rows', async () => {
    const { page } = admin;
    await chooseIn('Collection', 'Lead');
    await question().getByText('The 4 rows below are erased').waitFor();
    await question().getByRole('button', { name: 'Cancel' }).click();
    await page
      .getByRole('combobox', { name: 'Collection' })
      .filter({ hasText: 'Contact' })
      .waitFor();
    await rowOf(4).waitFor();
    await chooseIn('Collection', 'Lead');
    await question().getByRole('button', { name: 'Erase the rows' }).click();
    await rowOf(4).waitFor({ state: 'detached' });
    await addField(1, 'score');
    await rowOf(1).getByText('Score', { exact: true }).waitFor();
  });

  it('sees which row is no longer sent, because its data field is gone', async () => {
    const { page } = admin;
    await vendor('DELETE', '/v2/data-fields/TOWN');
    await connected.site.request('POST', '/dotmailer/data-fields/synchronize');
    await connected.idle();
    page.once('dialog', (dialog) => void dialog.accept());
    await openMappings();
    await row('Contact').getByText('1 row not sent').waitFor();
    await row('Contact').getByRole('link', { name: 'Contact', exact: true }).click();
    await rowOf(4).getByText('TOWN is gone from Dotdigital.').waitFor();
    await page.getByRole('button', { name: 'Remove row TOWN' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The mapping has been saved.').first().waitFor();
    await openMappings();
    await row('Contact').waitFor();
    expect(await row('Contact').getByText('not sent').count()).toBe(0);
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
