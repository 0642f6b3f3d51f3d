import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

const BUILD_TIME = 600_000;
const ANN = 'ann@example.com';
const BACK_IN_ACCOUNT = 'back.in.account@example.com';
const BOTH = 'both@example.com';
const CHALLENGED = 'challenged@example.com';
const COMPLAINED = 'complained@example.com';
const FORGOTTEN = 'forgotten@example.com';
const LONG = {
  firstName: 'Maximiliane-Charlotte Wolfeschlegelsteinhausenbergerdorffine',
  email: 'maximiliane.charlotte.wolfeschlegelsteinhausen@long.example.com',
};

describe.skipIf(!hasChromium)('an editor brings members of a list back', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let listId: string;
  let book: number;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true });
    const emails = [ANN, BACK_IN_ACCOUNT, BOTH, CHALLENGED, COMPLAINED, FORGOTTEN];
    await connected.addPeople([
      ...emails.map((email) => ({ firstName: email.split('@')[0] ?? '', email })),
      LONG,
    ]);
    listId = await connected.createList({ name: 'Readers' });
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const openMembers = (id = listId) => admin.open(`/plugins/dotmailer/lists/${id}/members`);
  const row = (text: string) => admin.row(text);
  const dialog = () => admin.page.getByRole('alertdialog');
  const actionsOf = (email: string) =>
    admin.page.getByRole('button', { name: `Actions for ${email}` });
  const ask = async (email: string, action: string) => {
    await actionsOf(email).click();
    await admin.page.getByRole('menuitem', { name: action }).click();
    await dialog().getByText(email).waitFor();
  };
  const confirm = (action: string) => dialog().getByRole('button', { name: action }).click();
  const optOutsOf = (email: string) =>
    connected.table('dotmailer_opt_outs').where({ email_norm: email }).orderBy('id');
  const focused = (label: string) =>
    expect
      .poll(() => admin.page.evaluate(() => document.activeElement?.textContent?.trim()))
      .toBe(label);
  const resubscribe = async (email: string) => {
    await ask(email, 'Resubscribe');
    await confirm('Resubscribe');
    await dialog().waitFor({ state: 'detached' });
  };

  it('asks in a dialog the keyboard leaves, and the focus goes back to the menu', async () => {
    const { page } = admin;
    await openMembers();
    await actionsOf(ANN).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Unsubscribe' }).waitFor();
    await page.keyboard.press('Enter');
    await dialog().getByText(`${ANN} is unsubscribed`).waitFor();
    expect(await dialog().getAttribute('aria-describedby')).toBeTruthy();
    await focused('Cancel');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await focused(`Actions for ${ANN}`);
    expect(await optOutsOf(ANN)).toEqual([]);
  });

  it('takes an unsubscribe back that Dotdigital has not heard of', async () => {
    const { page } = admin;
    await ask(ANN, 'Unsubscribe');
    await confirm('Unsubscribe');
    await row(ANN).getByText('Unsubscribed by an editor').waitFor();
    expect(await optOutsOf(ANN)).toMatchObject([{ scope: 'list', lifted_at: null }]);

    await ask(ANN, 'Undo unsubscribe');
    await confirm('Undo unsubscribe');
    await page.getByText('1 unsubscribe has been taken back').waitFor();
    await row(ANN).getByText('Active', { exact: true }).waitFor();
    await focused(`Actions for ${ANN}`);
    expect(await optOutsOf(ANN)).toMatchObject([{ lifted_at: expect.anything(), sent_at: null }]);
    const { id, remoteId } = await connected.createBook('Readers');
    book = remoteId;
    await connected.connect(listId, id);
    expect(connected.bookEmails(book)).toContain(ANN);
  });

  it('has an opted-out person asked, and shows them waiting until they confirm', async () => {
    const { control } = connected.sandbox;
    control.unsubscribe(CHALLENGED, book);
    control.unsubscribe(LONG.email, book);
    control.suppress(COMPLAINED, 'IspComplained');
    control.suppress(BACK_IN_ACCOUNT);
    control.unsubscribe(FORGOTTEN, book);
    control.unsubscribe(BOTH, book);
    await connected.sync();
    control.suppress(BOTH);
    await connected.sync();

    const { page } = admin;
    await openMembers();
    await row(CHALLENGED).getByText('Opted out in Dotdigital, of this address book').waitFor();
    await resubscribe(CHALLENGED);
    await page.getByText('Dotdigital has asked 1 person to confirm by e-mail').waitFor();
    expect(await page.getByText('Not done').count()).toBe(0);
    await row(CHALLENGED).getByText('waiting for the person').waitFor();
    expect(await optOutsOf(CHALLENGED)).toMatchObject([
      { resubscribe_state: 'challenged', lifted_at: null },
    ]);
    await connected.sync({ full: true });
    expect(connected.bookEmails(book)).not.toContain(CHALLENGED);

    control.confirmChallenge(CHALLENGED);
    await connected.sync();
    await openMembers();
    await row(CHALLENGED).getByText('Active', { exact: true }).waitFor();
    expect(await optOutsOf(CHALLENGED)).toMatchObject([{ resubscribe_state: null }]);
    expect(connected.bookEmails(book)).toContain(CHALLENGED);
  });

  it('says of several opt-outs of one person which one was asked about', async () => {
    await row(BOTH).getByText('Opted out in Dotdigital, of the whole account').waitFor();
    await resubscribe(BOTH);
    await row(BOTH).getByText('waiting for the person').waitFor();
    expect(await optOutsOf(BOTH)).toMatchObject([
      { scope: 'book', resubscribe_state: null, lifted_at: null },
      { scope: 'account', resubscribe_state: 'challenged', lifted_at: null },
    ]);
  });

  it('says in words that Dotdigital does not allow it', async () => {
    const { page } = admin;
    await resubscribe(COMPLAINED);
    await page.getByText('Not done for 1 person').waitFor();
    await page
      .getByText(`${COMPLAINED}: Dotdigital does not allow this person to be subscribed again`)
      .waitFor();
    expect(await page.getByText('ContactCannotBeUnsuppressed').count()).toBe(0);
    await row(COMPLAINED).getByText('Dotdigital does not allow').waitFor();
    expect(await optOutsOf(COMPLAINED)).toMatchObject([
      { resubscribe_state: 'refused', lifted_at: null },
    ]);
    const suppressed = connected.sandbox.control.suppressed();
    expect(suppressed.map(({ email }) => email)).toContain(COMPLAINED);
  });

  it.each([
    [
      'the account',
      BACK_IN_ACCOUNT,
      (email: string) => connected.sandbox.control.setStatus(email, 'Subscribed'),
    ],
    ['the book', FORGOTTEN, (email: string) => connected.sandbox.control.deleteContact(email)],
  ])('takes a person back whom %s lets in at once', async (_, email, letIn) => {
    const { page } = admin;
    letIn(email);
    await row(email).getByText('Unsubscribed', { exact: true }).waitFor();
    await resubscribe(email);
    await page.getByText('1 person is subscribed again').last().waitFor();
    await row(email).getByText('Active', { exact: true }).waitFor();
    expect(await optOutsOf(email)).toMatchObject([{ lifted_at: expect.anything() }]);
    await expect.poll(() => connected.bookEmails(book), { timeout: 20_000 }).toContain(email);
    await connected.idle();
  });

  it('shows long names and addresses whole or cut, never over each other', async () => {
    const { page } = admin;
    const cells = row(LONG.email).getByRole('gridcell');
    const name = await row(LONG.email).getByRole('link').boundingBox();
    const email = await cells.filter({ hasText: LONG.email }).first().boundingBox();
    expect((name?.x ?? 0) + (name?.width ?? 0)).toBeLessThanOrEqual(email?.x ?? 0);
    const table = await page.getByRole('grid').boundingBox();
    expect((table?.x ?? 0) + (table?.width ?? 0)).toBeLessThanOrEqual(1440);
  });

  it('pages through 200 members without losing the place of the keyboard', async () => {
    const { page } = admin;
    await connected.addPeople(
      Array.from({ length: 200 }, (_, index) => ({ email: `p${index}@long.list`, city: 'Long' }))
    );
    await openMembers(
      await connected.createList({
        filter: { version: 1, where: { city: { $eq: 'Long' } }, activity: [] },
      })
    );
    await page.getByText('200 in all, page 1').waitFor();
    const next = page.getByRole('button', { name: 'Next' });
    await next.focus();
    await page.keyboard.press('Enter');
    await row('p20@long.list').waitFor();
    await focused('Next');
    await page.keyboard.press('Enter');
    await row('p40@long.list').waitFor();
    await page.getByRole('button', { name: 'Previous' }).click();
    await row('p20@long.list').waitFor();
    await page.getByText('200 in all, page 2').waitFor();
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
