import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

const BUILD_TIME = 600_000;
const DAY = 86_400_000;
const LISTS = '/content-manager/collection-types/plugin::dotmailer.marketing-list';

describe.skipIf(!hasChromium)('a list of people who did not open a campaign', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let listId: string;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true });
    await connected.addPeople(
      ['ada', 'bert', 'cleo', 'dirk'].map((name) => ({
        firstName: name,
        email: `${name}@example.com`,
      }))
    );
    const everybody = await connected.createList({ name: 'Everybody' });
    const book = await connected.createBook('Everybody');
    await connected.connect(everybody, book.id);
    await connected.scheduledSync();
    const { control } = connected.sandbox;
    for (const name of ['Spring news', 'Summer news']) {
      const { id } = control.createCampaign({ name });
      control.sendCampaign(id, { bookIds: [book.remoteId], ago: 10 * DAY });
      control.react(id, 'open', { email: 'ada@example.com' });
    }
    await connected.addPeople([{ firstName: 'eva', email: 'eva@example.com' }]);
    await connected.scheduledSync();
    listId = await connected.createList({ name: 'Did not open' });
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const choose = async (label: string, option: string) => {
    const { page } = admin;
    await page.getByRole('combobox', { name: label, exact: true }).click();
    await page.getByRole('option', { name: option }).click();
  };
  const previewed = (count: string) =>
    admin.page
      .getByRole('region', { name: 'Preview' })
      .getByRole('definition')
      .first()
      .filter({ hasText: new RegExp(`^${count}$`) })
      .waitFor();

  it('is built by choosing, and says in words what is looked for', async () => {
    const { page, open } = admin;
    await open(`${LISTS}/${listId}`);
    await previewed('5');
    await page.getByRole('button', { name: 'Add what people did' }).click();
    await page.getByText('Complete the fields above').waitFor();
    await choose('What they did', 'were sent and did not open');
    await page.getByRole('combobox', { name: 'Campaign', exact: true }).pressSequentially('spri');
    await page.getByRole('option', { name: /^Spring news \(/ }).click();
    await page.getByText('Was sent this campaign and has not opened it.').waitFor();
    await previewed('3');

    await choose('When', 'in the last … days');
    await page.getByText('Was sent this campaign in the last 30 days and has').waitFor();
    await page.getByRole('textbox', { name: 'Number of days' }).fill('3');
    await previewed('0');
    await page.getByRole('textbox', { name: 'Number of days' }).fill('');
    await page.getByText('Complete the fields above').waitFor();
    await choose('When', 'at any time');
    await previewed('3');
  });

  it('is stored, shown again, and has no view in the Content Manager', async () => {
    const { page, open } = admin;
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved document').waitFor();
    const { body } = await connected.site.request<{ data: { filter: { activity: unknown[] } } }>(
      'GET',
      `${LISTS}/${listId}`
    );
    expect(body.data.filter.activity).toEqual([
      { did: 'notOpened', campaign: expect.stringMatching(/^[a-z0-9]{24}$/) as string },
    ]);

    await open(`${LISTS}/${listId}`);
    await previewed('3');
    const campaign = page.getByRole('combobox', { name: 'Campaign', exact: true });
    await expect.poll(() => campaign.inputValue()).toBe('Spring news');
    await page.getByText('cannot show what people did').waitFor();
    expect(await page.getByRole('link', { name: /These people in/ }).count()).toBe(0);
  });

  it('says when its campaign is gone', async () => {
    const { page, open } = admin;
    await connected.table('dotmailer_campaigns').where({ name: 'Spring news' }).delete();
    await open(`${LISTS}/${listId}`);
    await page.getByText('This campaign no longer exists').waitFor();
    await page.getByText('Nobody can be found').waitFor();
    await choose('Which campaigns', 'any campaign');
    await page.getByText('Was sent at least one campaign and has opened none of those.').waitFor();
    await previewed('3');
  });
});
