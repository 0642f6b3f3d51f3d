import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

const BUILD_TIME = 600_000;
const DAY = 86_400_000;
const HTML = [
  '<html><body style="background:#fff"><h1>Hello</h1>',
  '<script>parent.document.title = "taken"; document.body.innerHTML = "ran"</script>',
  '<img src="https://tracker.example/open.gif" onerror="document.body.innerHTML = \'ran\'">',
  '<a href="https://shop.example/spring">Shop</a> <a href="http://$UNSUB$">Leave</a></body></html>',
].join('');

describe.skipIf(!hasChromium)('an editor looks at what became of a campaign', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let campaign: number;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true });
    await connected.addPeople(
      Array.from({ length: 45 }, (_, index) => ({ email: `reader${index}@example.com` }))
    );
    const list = await connected.createList({ name: 'Readers' });
    const book = await connected.createBook('Readers');
    await connected.connect(list, book.id);
    admin = await openAdmin(connected.site);
    await admin.open('/plugins/dotmailer/campaigns');
    await admin.page.getByText('No campaigns yet').waitFor();
    const { control } = connected.sandbox;
    campaign = control.createCampaign({ name: 'Spring sale', htmlContent: HTML }).id;
    control.sendCampaign(campaign, { bookIds: [book.remoteId], ago: 8 * DAY });
    control.simulateReactions(campaign, 7);
    // A day later: it looks for what was sent long ago.
    await connected.table('dotmailer_cursors').where({ feed: 'campaign-sweep' }).delete();
    await connected.scheduledSync();
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const totals = () => connected.sandbox.control.campaign(campaign).totals;
  const tab = (name: string) => admin.page.getByRole('tab', { name, exact: true });
  const download = async () => {
    const waiting = admin.page.waitForEvent('download');
    await admin.page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await waiting;
    const text = await readFile(await file.path(), 'utf8');
    return {
      name: file.suggestedFilename(),
      rows: parse(text, { bom: true, columns: true }) as Record<string, string>[],
    };
  };

  it('finds it in the menu and the table, with the figures of Dotdigital', async () => {
    const { page } = admin;
    await admin.open('/plugins/dotmailer');
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    const row = admin.row('Spring sale');
    await row.waitFor();
    const cells = await row.getByRole('gridcell').allInnerTexts();
    for (const figure of ['delivered', 'opens', 'clicks', 'unsubscribes'] as const)
      expect(cells.map((cell) => cell.split('\n')[0])).toContain(String(totals()[figure].total));
    const { name, rows } = await download();
    expect(name).toMatch(/^campaigns-.*\.csv$/);
    expect(rows).toMatchObject([{ Name: 'Spring sale', Opens: String(totals().opens.total) }]);
  });

  it('sees statistics, and opens and clicks over time as a chart and as a table', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Spring sale' }).click();
    const statistics = page.getByRole('region', { name: 'Statistics' });
    for (const [label, value] of [
      ['Emails sent', totals().sent.total],
      ['Unique opens', totals().uniqueOpens.total],
      ['Recipients who clicked', totals().recipientsClicked],
    ] as const) {
      const term = statistics.locator('dt', { hasText: new RegExp(`^${label}$`) });
      expect(await term.locator('xpath=following-sibling::dd[1]/p[1]').innerText()).toBe(
        String(value)
      );
    }
    const overTime = page.getByRole('region', { name: 'Opens and clicks over time' });
    await overTime.locator('.recharts-line-curve').first().waitFor();
    expect(await overTime.locator('.recharts-line-curve').count()).toBe(2);
    await overTime.getByRole('button', { name: 'Show as table' }).click();
    const rows = overTime.getByRole('row');
    await rows.nth(1).waitFor();
    const opens = (await rows.allInnerTexts())
      .slice(1)
      .map((row) => Number(row.split('\t')[1] ?? 0));
    expect(opens.reduce((sum, count) => sum + count, 0)).toBe(totals().opens.total);
    await overTime.getByRole('button', { name: 'Show as chart' }).click();
    await overTime.locator('.recharts-line-curve').first().waitFor();
    await page
      .getByRole('region', { name: 'Links clicked most' })
      .getByText('shop.example')
      .waitFor();
  });

  it('sees who did what, and takes it along', async () => {
    const { page } = admin;
    await tab('Recipients').click();
    await page.getByText('45 in all, page 1').waitFor();
    await page.getByLabel('What recipients did').click();
    await page.getByRole('option', { name: 'Opened', exact: true }).click();
    await page.getByText(`${totals().uniqueOpens.total} in all, page 1`).waitFor();
    const { name, rows } = await download();
    expect(name).toBe('recipients-spring-sale.csv');
    expect(rows).toHaveLength(totals().uniqueOpens.total);
  });

  it('looks at the mail, which can do nothing', async () => {
    const { page } = admin;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await tab('Email').click();
    const frame = page.locator('iframe[title="The email as HTML"]');
    await frame.waitFor();
    expect(await frame.getAttribute('sandbox')).toBe('');
    const mail = page.frameLocator('iframe[title="The email as HTML"]');
    await mail.getByRole('heading', { name: 'Hello' }).waitFor();
    await mail.getByRole('link', { name: 'Shop' }).click();
    expect(await mail.getByRole('heading', { name: 'Hello' }).count()).toBe(1);
    expect(await page.title()).not.toBe('taken');
    await page.getByRole('button', { name: 'Show images' }).click();
    await mail.getByRole('heading', { name: 'Hello' }).waitFor();
    expect(asked.filter((url) => url.includes('shop.example'))).toEqual([]);
    await tab('Text').click();
    await page.getByText('$UNSUB$').waitFor();
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
