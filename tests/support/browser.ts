import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { ADMIN, type Site } from './site';

const executable = findChromium();

/** For `describe.skipIf(!hasChromium)`; says so loudly when there is none. */
export const hasChromium = executable !== null;
if (!hasChromium)
  console.warn('BROWSER TESTS ARE SKIPPED: no Chromium found; set CHROMIUM_PATH or install it');

export type AdminPage = {
  page: Page;
  /** Opens an address below `/admin`. */
  open(path: string): Promise<void>;
  /** The rows of the page's table that hold this text. */
  row(text: string): Locator;
  /** Uncaught errors of the page so far. */
  errors: string[];
  close(): Promise<void>;
};

const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(executable ? { executablePath: executable } : {}),
    args: ['--no-sandbox', '--headless=new', '--disable-gpu'],
  });

/** Opens the admin panel of a site (started with `admin: true`) and signs in as its super admin. */
export const openAdmin = async (site: Site): Promise<AdminPage> => {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  /** Strapi's guided tour would lie over the page. */
  await page.addInitScript(() => {
    /** Empty pages and those of the browser itself have no storage. */
    if (!location.protocol.startsWith('http')) return;
    localStorage.setItem(
      'STRAPI_GUIDED_TOUR',
      JSON.stringify({ enabled: false, hidden: true, tours: {}, completedActions: [] })
    );
  });
  const open = async (path: string) => {
    await page.goto(`${site.url}/admin${path}`);
  };
  await open('/auth/login');
  await page.getByLabel('Email').fill(ADMIN.email);
  await page.getByLabel('Password*').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Login' }).click();
  await page.waitForURL(/\/admin\/?$/);
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  return { page, open, row, errors, close: () => browser.close() };
};
