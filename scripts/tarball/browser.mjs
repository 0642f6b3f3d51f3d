import { chromium as playwright } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PAGES = ['/admin/plugins/dotmailer', '/admin/settings/dotmailer/integrations'];

/** Signs in and opens the plugin's pages; a page that throws or shows Strapi's error page fails. */
export const openPages = async ({ chromium, url, admin, expectThat }) => {
  const browser = await playwright.launch({ executablePath: chromium, args: FLAGS });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${url}/admin/auth/login`);
    await page.getByLabel('Email').fill(admin.email);
    await page.getByLabel('Password*', { exact: true }).fill(admin.password);
    await page.getByRole('button', { name: 'Login' }).click();
    await page.waitForURL((address) => !address.pathname.includes('/auth/'));
    for (const address of PAGES) {
      await page.goto(`${url}${address}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const heading = await page.getByRole('heading', { level: 1 }).first().innerText();
      const text = await page.locator('body').innerText();
      const isFine =
        errors.length === 0 && !/something went wrong|page not found|an error occurred/i.test(text);
      expectThat(isFine, `${address} shows "${heading}" ${errors.join('; ')}`);
    }
  } finally {
    await browser.close();
  }
};
