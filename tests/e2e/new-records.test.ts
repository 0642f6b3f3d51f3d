import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { makeFields, mapRows, twoWay } from '../support/mapped-site';

const BUILD_TIME = 600_000;
const COMPANY = 'api::company.company';
const LIST = '/content-manager/collection-types/plugin::dotmailer.marketing-list';

describe.skipIf(!hasChromium)('an editor lets strangers of an address book become records', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let people: string;
  let companies: string;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({
      admin: true,
      sandbox: { seed: { books: [{ name: 'Newsletter' }, { name: 'Firms' }] } },
    });
    await makeFields(connected, { TOWN: 'String', TIER: 'String', FIRM: 'String' });
    await mapRows(connected, [
      twoWay('FIRSTNAME', 'firstName'),
      twoWay('TOWN', 'city'),
      twoWay('TIER', 'tier'),
    ]);
    await connected.addPeople([{ firstName: 'Ada', email: 'ada@example.com' }]);
    people = await connected.createList({ name: 'Readers' });
    companies = await connected.createList({
      name: 'Firms',
      collection: COMPANY,
      emailField: 'industry',
    });
    comeIn('Newsletter', 'olga@example.com', { FIRSTNAME: 'Olga' });
    comeIn('Newsletter', 'otto@example.com', { FIRSTNAME: 'Otto' });
    await connected.sync();
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const panel = () => admin.page.getByRole('complementary').filter({ hasText: 'DOTMAILER' });
  const openList = (id: string) => admin.open(`${LIST}/${id}`);
  const openPeople = () => admin.open(`/content-manager/collection-types/${CONTACT}`);
  const comeIn = (book: string, email: string, dataFields: Record<string, unknown> = {}) => {
    const { control } = connected.sandbox;
    const bookId = control.books().find(({ name }) => name === book)?.id ?? 0;
    control.addContact(email, { bookIds: [bookId], dataFields });
  };
  const connect = async (book: RegExp) => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Connect to Dotmailer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Address book' }).click();
    await page.getByRole('option', { name: book }).click();
    await dialog.getByRole('checkbox', { name: 'Create new records' }).click();
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await panel().getByText('Up to date').waitFor();
    await connected.idle();
  };
  const synchronise = async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Dotmailer', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Synchronize' }).click();
    await page.getByText('It has been queued').waitFor();
    await connected.idle();
  };

  it('is switched on while connecting, and tells who was in the book before', async () => {
    await openList(people);
    await connect(/^Newsletter/);
    await panel().getByText('2 people were in the address book before').waitFor();
    await openPeople();
    await admin.page.getByText('1 entry found').waitFor();
  });

  it('makes a record of somebody who comes in, with the values of Dotdigital', async () => {
    const { page, row } = admin;
    comeIn('Newsletter', 'nora@example.com', { FIRSTNAME: 'Nora', TOWN: 'Ghent' });
    await openList(people);
    await synchronise();
    await openPeople();
    await row('nora@example.com').filter({ hasText: 'Nora' }).waitFor();
    await page.getByText('2 entries found').waitFor();
    await admin.open(`/plugins/dotmailer/lists/${people}/members`);
    await row('nora@example.com').getByText('Active', { exact: true }).waitFor();
    expect(connected.sandbox.control.imports()).toHaveLength(1);
  });

  it('says in the run what was made', async () => {
    const { page } = admin;
    await openList(people);
    await panel().getByRole('link', { name: 'Last sync run' }).click();
    await page.getByText('New records from').waitFor();
    await page.getByText('1 records created').waitFor();
  });

  it('makes records of the older people once asked, and says how many', async () => {
    const { page, row } = admin;
    await openList(people);
    await panel().getByRole('button', { name: 'Create 2 records' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('The 2 people who were in “Newsletter”').waitFor();
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('created with the next sync').first().waitFor();
    await panel().getByText('were in the address book before').waitFor({ state: 'detached' });
    await connected.idle();
    await openPeople();
    await row('olga@example.com').filter({ hasText: 'Olga' }).waitFor();
    await row('otto@example.com').filter({ hasText: 'Otto' }).waitFor();
  });

  it('says who was refused, and why', async () => {
    comeIn('Newsletter', 'odd@example.com', { TIER: 'platinum' });
    await openList(people);
    await synchronise();
    await panel().getByText('1 person got no record').waitFor();
    await panel().getByText('odd@example.com').waitFor();
    await panel().getByText('Tier: ').waitFor();
  });

  it('names the required fields that keep it waiting, and leads to the mapping', async () => {
    const { page } = admin;
    await openList(companies);
    await connect(/^Firms/);
    comeIn('Firms', 'office@example.com', { FIRM: 'Acme' });
    await synchronise();
    await panel().getByText('1 new person waits for a record').waitFor();
    await panel().getByText('The required field “Name” needs a two-way row').waitFor();
    await panel().getByRole('link', { name: 'Open the mapping' }).click();
    await page.getByRole('heading', { name: 'Create mapping' }).waitFor();

    await mapRows(connected, [twoWay('FIRM', 'name')], { collection: COMPANY });
    await connected.sync();
    await openList(companies);
    await panel().getByText('Up to date').waitFor();
    expect(await panel().getByText('waits for a record').count()).toBe(0);
    const made = await connected.table('companies').where({ industry: 'office@example.com' });
    expect(made).toMatchObject([{ name: 'Acme' }]);
  });

  it('is not offered for users of the site', async () => {
    const { page } = admin;
    const users = await connected.createList({
      name: 'Users',
      collection: 'plugin::users-permissions.user',
    });
    await openList(users);
    await page.getByRole('button', { name: 'Connect to Dotmailer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('nobody gets an account').waitFor();
    expect(await dialog.getByRole('checkbox', { name: 'Create new records' }).isDisabled()).toBe(
      true
    );
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
