import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';

const BUILD_TIME = 600_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ADA = 'ada@example.com';
const BEN = 'ben@example.com';

describe.skipIf(!hasChromium)('what people did stands beside them', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let ada: string;
  let listId: string;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true });
    const [first] = await connected.addPeople([
      { firstName: 'Ada', email: ADA },
      { firstName: 'Ben', email: BEN },
    ]);
    ada = first ?? '';
    listId = await connected.createList({ name: 'Readers' });
    const { id, remoteId } = await connected.createBook('Readers book');
    await connected.connect(listId, id);
    const { control } = connected.sandbox;
    for (const [name, ago] of [
      ['Invitation', 2 * DAY],
      ['Reminder', DAY],
    ] as const) {
      const campaign = control.createCampaign({ name });
      control.sendCampaign(campaign.id, { bookIds: [remoteId], ago });
      await control.advanceClock(10 * MINUTE);
      control.react(campaign.id, 'open', { email: ADA });
      control.react(campaign.id, 'click', { email: ADA, url: 'https://example.com/seats' });
    }
    await connected.scheduledSync();
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const dialog = () => admin.page.getByRole('alertdialog');
  const cells = async (name: string) =>
    (await admin.row(name).getByRole('gridcell').allInnerTexts()).map((words) => words.trim());

  it('merges two marketing campaigns, and says before what becomes of the figures', async () => {
    const { page } = admin;
    await admin.open('/plugins/dotmailer/marketing-campaigns');
    await admin.row('Invitation').getByRole('checkbox').click();
    await admin.row('Reminder').getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Merge' }).click();
    await dialog().getByText('everybody counts once').waitFor();
    expect(await dialog().getByLabel('Its name from now on').inputValue()).toBe('Invitation');
    await dialog().getByLabel('Which one stays').click();
    await page.getByRole('option', { name: 'Reminder' }).click();
    expect(await dialog().getByLabel('Its name from now on').inputValue()).toBe('Reminder');
    await dialog().getByLabel('Its name from now on').fill('Spring fair');
    await dialog().getByRole('button', { name: 'Merge' }).click();
    await page.getByText('2 marketing campaigns have been merged into “Spring fair”').waitFor();
    await dialog().waitFor({ state: 'detached' });
    await admin.row('Spring fair').waitFor();
    expect(await admin.row('Invitation').count()).toBe(0);
    // Two mails to two people, and one person who opened both.
    const merged = (await cells('Spring fair')).map((words) => words.split('\n')[0]);
    expect(merged.slice(-6)).toEqual(['2', '4', '2', '1', '2', '0']);
  });

  it('compares its campaigns, is renamed and split again', async () => {
    const { page } = admin;
    await admin.row('Spring fair').getByRole('link').click();
    await page.getByRole('heading', { name: 'Spring fair' }).waitFor();
    await admin.row('Invitation').waitFor();
    await admin.row('All together').getByText('4', { exact: true }).first().waitFor();

    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Autumn fair');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Autumn fair' }).waitFor();

    await page.getByRole('button', { name: 'Split' }).click();
    await dialog().getByText('Nothing is lost').waitFor();
    await dialog().getByRole('button', { name: 'Split' }).click();
    await page.getByText('1 campaign is on its own again').waitFor();
    await page.getByText('All together').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Marketing campaigns' }).first().click();
    await admin.row('Invitation').waitFor();
    await admin.row('Autumn fair').waitFor();
  });

  it('shows in a contact’s edit view what the person did, and leads to all of it', async () => {
    const { page } = admin;
    await admin.open(`/content-manager/collection-types/${CONTACT}/${ada}`);
    const panel = page.getByRole('complementary').filter({ hasText: 'Dotmailer' });
    await panel.getByText('Address book “Readers book”').waitFor({ timeout: 60_000 });
    await panel.getByText('Active', { exact: true }).waitFor();
    await panel.getByText('https://example.com/seats').first().waitFor();
    expect(await panel.getByRole('listitem').filter({ hasText: 'Got a campaign' }).count()).toBe(2);
    await panel.getByRole('link', { name: 'Show everything' }).click();
    await page.getByRole('heading', { name: ADA }).or(page.getByText(ADA)).first().waitFor();
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByText('First exported').waitFor();
    await timeline.getByText('opened once · clicked once').first().waitFor();
    await page.getByRole('link', { name: 'Open the record' }).click();
    await page.waitForURL(new RegExp(`${CONTACT}/${ada}`));
  });

  it('shows nothing beside a record that is not saved, or that has no e-mail', async () => {
    const { page } = admin;
    await admin.open(`/content-manager/collection-types/${CONTACT}/create`);
    await page.getByRole('heading', { name: 'Create an entry' }).waitFor();
    expect(await page.getByText('Latest activity').count()).toBe(0);
    await admin.open('/content-manager/collection-types/api::company.company/create');
    await page.getByRole('heading', { name: 'Create an entry' }).waitFor();
    expect(await page.getByText('Latest activity').count()).toBe(0);
  });

  it('tells on a marketing list what its campaigns came to', async () => {
    const { page } = admin;
    await admin.open(
      `/content-manager/collection-types/plugin::dotmailer.marketing-list/${listId}`
    );
    await page.getByText('Sent to this list').waitFor();
    await page.getByRole('link', { name: 'Campaigns of this list' }).waitFor();
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
