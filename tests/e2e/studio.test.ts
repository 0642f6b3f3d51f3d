import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { freePort } from '../support/free-port';
import { startSite, type Site } from '../support/site';

const BUILD_TIME = 600_000;
const STUDIO = '/plugins/dotmailer/studio';

describe.skipIf(!hasChromium)('Email Studio', () => {
  let sandbox: Sandbox;
  let site: Site;
  let admin: AdminPage;
  let integrationId: number;

  beforeAll(async () => {
    ensureAdminPanel();
    sandbox = await startSandbox({ seed: { accountName: 'Ada Ltd' } });
    const port = await freePort();
    site = await startSite({
      admin: true,
      port,
      env: {
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        DOTMAILER_API_ENTRY_URL: sandbox.url,
        DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
      },
    });
    integrationId = await addIntegration('Main account', sandbox.credentials);
    admin = await openAdmin(site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await site?.close();
    await sandbox?.close();
  });

  const addIntegration = async (
    name: string,
    credentials: { username: string; password: string }
  ): Promise<number> => {
    const answer = await site.request<{ data: { id: number } }>('POST', '/dotmailer/integrations', {
      name,
      ...credentials,
    });
    return answer.body.data.id;
  };
  const button = (name: string) => admin.page.getByRole('button', { name, exact: true });
  const frame = () => admin.page.frameLocator('iframe');
  const signedIn = () => frame().getByText('Signed in as Sandy Sender').waitFor();
  const problem = async (words: string) =>
    admin.page.getByRole('alert').filter({ hasText: words }).waitFor();
  const framePolicy = async () => {
    const { headers } = await fetch(`${site.url}/admin/`);
    return headers.get('content-security-policy') ?? '';
  };
  /** At the vendor; who is signed in there already is only asked. */
  const agree = async (answer: 'Allow' | 'Refuse') => {
    const { page } = admin;
    await page.waitForURL(/OAuth2\/authorise/);
    if (await page.getByLabel('E-mail').isVisible()) {
      await page.getByLabel('E-mail').fill(sandbox.signOn.email);
      await page.getByLabel('Password').fill(sandbox.signOn.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    }
    await page.getByRole('button', { name: answer }).click();
    await page.waitForURL(`${site.url}/admin${STUDIO}`);
  };
  /** Loads the page anew, whatever was open: another fragment alone would not. */
  const openStudio = async (fragment = '') => {
    await admin.open('/');
    await admin.open(`${STUDIO}${fragment}`);
  };

  it('says what is missing, and leads to where it is filled in', async () => {
    const { page, open } = admin;
    await open('/plugins/dotmailer');
    const navigation = page.getByRole('navigation', { name: 'Dotmailer' });
    await navigation.getByRole('link', { name: 'Email Studio' }).click();
    await page.getByText('“Main account” has no client id and client secret yet').waitFor();
    expect(await framePolicy()).not.toContain(sandbox.url);

    await page.getByRole('link', { name: 'Open the integration' }).click();
    await page.getByRole('heading', { name: 'Email Studio (single sign-on)' }).waitFor();
    expect(await page.getByLabel('Callback address', { exact: true }).inputValue()).toBe(
      `${site.url}/dotmailer/oauth/callback`
    );
    await page.getByText('This site has no public https address').waitFor();
  });

  it('stores client id and secret, and shows the secret never again', async () => {
    const { page } = admin;
    await page.getByLabel('Client id').fill(sandbox.signOn.clientId);
    await button('Save').click();
    await page.getByText('Enter the client secret that belongs to this id').waitFor();
    await page.getByLabel('Client secret').fill(sandbox.signOn.clientSecret);
    await page.getByLabel('Application address').fill('https://evil.example.com');
    await button('Save').click();
    await page.getByText('Not an address to send people to').waitFor();
    await page.getByLabel('Application address').fill('');
    await button('Save').click();
    await page.getByText('Leave blank to keep the stored secret').waitFor();
    expect(await page.getByLabel('Client secret').inputValue()).toBe('');
  });

  it('allows the application in a frame, beside what the site allows', async () => {
    const policy = await framePolicy();
    const directives = Object.fromEntries(
      policy.split(';').map((directive) => {
        const [name = '', ...sources] = directive.trim().split(/\s+/);
        return [name, sources.join(' ')];
      })
    );
    expect(directives['frame-src']).toBe(`'self' ${sandbox.url}`);
    expect(directives['default-src']).toBe("'self'");
    expect(directives['script-src']).toContain("'self'");
    expect(directives['frame-ancestors']).toBe("'self'");
    const api = await fetch(`${site.url}/dotmailer/studio`);
    expect(api.headers.get('content-security-policy')).not.toContain(sandbox.url);
  });

  it('connects through the vendor’s pages and shows who is signed in', async () => {
    await openStudio();
    await button('Connect').click();
    await agree('Allow');
    await signedIn();
    expect(admin.page.url()).toBe(`${site.url}/admin${STUDIO}`);
  });

  it('shows it again after a reload, with another token', async () => {
    const address = () => admin.page.locator('iframe').getAttribute('src');
    const before = await address();
    await admin.page.reload();
    await signedIn();
    expect(await address()).not.toBe(before);
  });

  it('keeps the application from leading the panel away', async () => {
    const sandboxed = await admin.page.locator('iframe').getAttribute('sandbox');
    expect(sandboxed).toContain('allow-scripts');
    expect(sandboxed).not.toContain('top-navigation');
  });

  it('opens it in a new tab where it lets itself not be framed', async () => {
    sandbox.control.setSwitch('framing', 'forbidden');
    sandbox.control.setSwitch('accessTokenUse', 'once');
    const { page } = admin;
    await openStudio();
    await page.getByText('open it in a new tab').waitFor();
    const opened = page.context().waitForEvent('page');
    await button('Open in a new tab').click();
    const tab = await opened;
    await tab.getByText('Signed in as Sandy Sender').waitFor();
    expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
    await tab.close();
    expect(await frame().getByText('Signed in as').count()).toBe(0);
    sandbox.control.setSwitch('framing', 'allowed');
    sandbox.control.setSwitch('accessTokenUse', 'many');
  });

  it('tells in words when the vendor is out of order, and tries again', async () => {
    sandbox.control.setSwitch('maintenance', true);
    await openStudio();
    await problem('Dotdigital could not be opened');
    sandbox.control.setSwitch('maintenance', false);
    await button('Try again').click();
    await signedIn();
  });

  it('asks to connect again when access was withdrawn', async () => {
    sandbox.control.revokeGrants();
    await openStudio();
    await problem('invalid, expired or revoked');
    await button('Connect again').click();
    await agree('Allow');
    await signedIn();
  });

  it('disconnects after asking', async () => {
    const { page } = admin;
    await button('Disconnect').click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Nothing changes in Dotdigital').waitFor();
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await button('Connect').waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
  });

  it('says so when access was refused', async () => {
    await button('Connect').click();
    await agree('Refuse');
    await problem('The user refused the access');
    await button('Connect again').waitFor();
  });

  it('takes no answer twice, and shows no words that came without a sign-on', async () => {
    const { page } = admin;
    await button('Connect again').click();
    const returned = page.waitForRequest((request) => request.url().includes('/oauth/callback?'));
    await agree('Allow');
    const { search } = new URL((await returned).url());
    await signedIn();
    await openStudio(`#${search.slice(1)}`);
    await problem('or was used already');
    await signedIn();

    await openStudio(`#error=x&error_description=Call+555&state=${integrationId}.made-up`);
    await problem('belongs to no sign-on that you began here');
    expect(await page.getByText('Call 555').count()).toBe(0);
  });

  it('asks to load the page again that was there before the application’s address', async () => {
    const { page } = admin;
    const path = `/dotmailer/integrations/${integrationId}`;
    const save = (appDomain: string) =>
      site.request('PUT', path, {
        name: 'Main account',
        username: sandbox.credentials.username,
        active: true,
        appDomain,
      });
    await save(sandbox.regions.r2);
    const navigation = page.getByRole('navigation', { name: 'Dotmailer' });
    await navigation.getByRole('link', { name: 'Overview' }).click();
    await navigation.getByRole('link', { name: 'Email Studio' }).click();
    await page.getByText('This page may not show Dotdigital yet').waitFor();
    await button('Load again').click();
    await signedIn();
    await save('');
  });

  it('remembers the integration somebody chose', async () => {
    const { page } = admin;
    const credentials = { username: 'second@apiconnector.com', password: 'Second-1' };
    sandbox.control.createAccount({ credentials });
    await addIntegration('Second account', credentials);
    await openStudio();
    await signedIn();
    await page.getByRole('combobox', { name: 'Integration' }).click();
    await page.getByRole('option', { name: 'Second account' }).click();
    await page.getByText('“Second account” has no client id').waitFor();
    await openStudio();
    await page.getByText('“Second account” has no client id').waitFor();
    await page.getByRole('combobox', { name: 'Integration' }).click();
    await page.getByRole('option', { name: 'Main account' }).click();
    await signedIn();
  });

  it('goes when its client id is removed, after saying so', async () => {
    const { page, open } = admin;
    await open(`/settings/dotmailer/integrations/${integrationId}`);
    await button('Remove single sign-on').click();
    await page.getByText('Saving removes single sign-on').waitFor();
    await button('Save').click();
    await page.getByText('Saving removes single sign-on').waitFor({ state: 'detached' });
    expect(await framePolicy()).not.toContain(sandbox.url);
    await openStudio();
    await page.getByText('“Main account” has no client id and client secret yet').waitFor();
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
