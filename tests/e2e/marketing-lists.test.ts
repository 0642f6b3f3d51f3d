import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';

const BUILD_TIME = 600_000;
const VIEW = `/content-manager/collection-types/${CONTACT}`;
const LIST = /marketing-list\/([a-z0-9]{24})/;

const PEOPLE = [
  { firstName: 'Ada', email: 'ada@example.com', tier: 'gold', newsletter: true },
  { firstName: 'Bert', email: 'bert@example.com', tier: 'gold', newsletter: true },
  { firstName: 'Cleo', email: 'cleo@example.com', tier: 'gold', newsletter: true },
  { firstName: 'Dirk', email: 'dirk@example.com', tier: 'gold', newsletter: false },
  { firstName: 'Eva', email: 'eva@example.com', tier: 'bronze', newsletter: true },
  { firstName: 'Finn', email: null, tier: 'gold', newsletter: true },
];
const GOLD_READERS = ['ada@example.com', 'bert@example.com', 'cleo@example.com'];

describe.skipIf(!hasChromium)('an editor sends a filtered view to an address book', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let listId: string;
  let bookId: number;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({
      admin: true,
      sandbox: { seed: { books: [{ name: 'Newsletter' }, { name: 'Customers' }] } },
    });
    await connected.addPeople(PEOPLE);
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const panel = () => admin.page.getByRole('complementary').filter({ hasText: 'DOTMAILER' });
  const row = (text: string) => admin.row(text);
  const openList = () =>
    admin.open(`/content-manager/collection-types/plugin::dotmailer.marketing-list/${listId}`);
  const openMembers = () => admin.open(`/plugins/dotmailer/lists/${listId}/members`);
  const choose = async (item: string) => {
    await admin.page.getByRole('button', { name: 'Dotmailer', exact: true }).click();
    await admin.page.getByRole('menuitem', { name: item }).click();
  };

  it('makes a list of the people a view shows, and says that a text search stays behind', async () => {
    const { page, open } = admin;
    const filters = 'filters[$and][0][tier][$eq]=gold&filters[$and][1][newsletter][$eq]=true';
    await open(`${VIEW}?${filters}&_q=example`);
    await page.getByRole('button', { name: 'Create marketing list from this view' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The text search “example” cannot be taken over').waitFor();
    await dialog.getByText('without a valid e-mail').waitFor();
    expect(await dialog.getByRole('definition').allInnerTexts()).toEqual(['4', '1', '0', '0', '0']);

    await dialog.getByLabel('Name of the list').fill('Gold readers');
    await dialog.getByRole('button', { name: 'Create list' }).click();
    await page.waitForURL(LIST);
    listId = LIST.exec(page.url())?.[1] ?? '';
    await page.getByRole('radio', { name: 'Records that match', checked: true }).waitFor();
    const stored = await connected.site.request<{ data: Record<string, unknown> }>(
      'GET',
      `/content-manager/collection-types/plugin::dotmailer.marketing-list/${listId}`
    );
    expect(stored.body.data).toMatchObject({
      collection: CONTACT,
      emailField: 'email',
      kind: 'dynamic',
      filter: {
        version: 1,
        where: { $and: [{ tier: { $eq: 'gold' } }, { newsletter: { $eq: true } }] },
        activity: [],
      },
    });
  });

  it('links back to the view with the filter applied', async () => {
    const { page } = admin;
    await panel().getByRole('link', { name: 'These people in “Contact”' }).click();
    await page.getByText('4 entries found').waitFor();
    await page.getByRole('button', { name: 'tier is gold' }).waitFor();
  });

  it('narrows the list with the builder and counts before saving', async () => {
    const { page } = admin;
    await openList();
    await page.getByRole('button', { name: 'Add condition' }).click();
    await page.getByRole('combobox', { name: 'Field', exact: true }).last().click();
    await page.getByRole('option', { name: 'Email', exact: true }).click();
    await page.getByText('Complete the fields above').waitFor();
    await page.getByRole('combobox', { name: 'Comparison' }).last().click();
    await page.getByRole('option', { name: 'is not empty' }).click();
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByRole('definition').filter({ hasText: /^3$/ }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved document').waitFor();
  });

  it('connects it to a book made on the spot and watches the export', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Connect to Dotmailer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('about 3 people to send').waitFor();

    await dialog.getByRole('button', { name: 'Create a new address book' }).click();
    await dialog.getByLabel('Name of the new address book').fill('Customers');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await dialog.getByText('That name is in use already').waitFor();
    await dialog.getByLabel('Name of the new address book').fill('Gold');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await dialog.getByText('“Gold” has 0 contacts now').waitFor();
    expect(await dialog.getByRole('combobox', { name: 'Address book' }).inputValue()).toBe('Gold');

    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await panel().getByText('Up to date').waitFor();
    bookId = connected.sandbox.control.books().find(({ name }) => name === 'Gold')?.id ?? 0;
    expect(connected.bookEmails(bookId)).toEqual(GOLD_READERS);
    await page.getByText('Fixed while the list is connected').first().waitFor();
  });

  it('leads to the run', async () => {
    const { page } = admin;
    await panel().getByRole('link', { name: 'Last sync run' }).click();
    await page.getByText('Completed').first().waitFor();
  });

  it('shows an unsubscribe at the vendor after a synchronisation', async () => {
    connected.sandbox.control.unsubscribe('bert@example.com', bookId);
    await openList();
    await choose('Synchronize');
    await admin.page.getByText('It has been queued').waitFor();
    await connected.idle();
    await openMembers();
    await row('bert@example.com').getByText('Unsubscribed', { exact: true }).waitFor();
    expect(await row('bert@example.com').innerText()).toContain('Opted out in Dotdigital');
    await row('ada@example.com').getByText('Active', { exact: true }).waitFor();
  });

  it('unsubscribes at the vendor at once what an editor unsubscribes here', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Actions for ada@example.com' }).click();
    await page.getByRole('menuitem', { name: 'Unsubscribe' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('ada@example.com is unsubscribed').waitFor();
    await dialog.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByText('1 person has been unsubscribed').waitFor();
    await row('ada@example.com').getByText('Unsubscribed', { exact: true }).waitFor();
    const { unsubscribed } = connected.sandbox.control.book(bookId);
    expect(unsubscribed.map(({ email }) => email)).toContain('ada@example.com');
  });

  it('finds members by the beginning of the e-mail and by state', async () => {
    const { page, open } = admin;
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Active' }).click();
    await row('bert@example.com').waitFor({ state: 'detached' });
    await row('cleo@example.com').waitFor();
    await open(`/plugins/dotmailer/lists/${listId}/members?_q=be`);
    await row('bert@example.com').waitFor();
    expect(await row('cleo@example.com').count()).toBe(0);
  });

  it('asks before everybody leaves the book, takes them off once approved, and restores', async () => {
    const { page, open } = admin;
    await openMembers();
    await page.getByRole('button', { name: 'Actions for cleo@example.com' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Review and approve' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('cleo@example.com').waitFor();
    expect(connected.bookEmails(bookId)).toContain('cleo@example.com');
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('1 removal has been approved').waitFor();
    await expect.poll(() => connected.bookEmails(bookId), { timeout: 20_000 }).toEqual([]);

    await connected.idle();
    await open(`/plugins/dotmailer/lists/${listId}/members?state=removed`);
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Restore' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restore' }).click();
    await expect
      .poll(() => connected.bookEmails(bookId), { timeout: 20_000 })
      .toEqual(['cleo@example.com']);
    await connected.idle();
  });

  it('shows a refused member with the reason and sends it again on Retry', async () => {
    const { page } = admin;
    const email = 'failure+again@example.com';
    await connected.addPeople([{ firstName: 'Gus', email, tier: 'gold', newsletter: true }]);
    await connected.sync();
    await openMembers();
    await row(email).getByText('Refused', { exact: true }).waitFor();
    const imports = connected.sandbox.control.imports().length;
    await page.getByRole('button', { name: 'Retry all refused (1)' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Retry' }).click();
    await expect
      .poll(() => connected.sandbox.control.imports().length, { timeout: 20_000 })
      .toBe(imports + 1);
    await connected.idle();
  });

  it('picks records by hand into a manual list', async () => {
    const { page, open } = admin;
    await open(`${VIEW}?filters[$and][0][email][$notNull]=true`);
    await row('dirk@example.com').getByRole('checkbox').click();
    await row('eva@example.com').getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Add to marketing list' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the list').fill('Picked');
    await dialog.getByRole('button', { name: 'Add to list' }).click();
    await page.getByText('2 records were added').waitFor();
    const lists = await connected.site.request<{ data: { id: string; name: string }[] }>(
      'GET',
      `/dotmailer/marketing-lists/manual?collection=${CONTACT}`
    );
    const [picked] = lists.body.data;
    expect(picked?.name).toBe('Picked');
    const members = await connected.members(picked?.id ?? '');
    expect(members.map(({ email }) => email).sort()).toEqual([
      'dirk@example.com',
      'eva@example.com',
    ]);
  });

  it('offers nothing on collections without people', async () => {
    const { page, open } = admin;
    await open('/content-manager/collection-types/plugin::dotmailer.marketing-list');
    await row('Gold readers').waitFor();
    expect(await page.getByRole('button', { name: /marketing list from this view/ }).count()).toBe(
      0
    );
  });

  it('disconnects, and leaves the contacts where they are', async () => {
    const { page } = admin;
    await openList();
    await choose('Disconnect');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('The contacts stay in “Gold”').waitFor();
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('button', { name: 'Connect to Dotmailer' }).waitFor();
    expect(connected.bookEmails(bookId)).toContain('cleo@example.com');
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
