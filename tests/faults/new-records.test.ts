import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { expireClaims, openDatabase } from '../support/database';
import { makeFields, mapRows, twoWay } from '../support/mapped-site';
import { call, signIn, startSite } from '../support/site';
import { startSiteProcess } from '../support/site-process';

const NEWCOMERS = 320;

let at: ConnectedSite;
beforeEach(async () => {
  at = await startConnectedSite();
});
afterEach(() => at.sandbox.close());

test('killed with -9 while records are made, nobody is made twice and everybody is linked', async () => {
  await makeFields(at, {});
  await mapRows(at, [twoWay('FIRSTNAME', 'firstName')]);
  const listId = await at.createList();
  const book = await at.createBook('Killed');
  const { integrationId } = at;
  await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/connection`, {
    integrationId,
    addressBookId: book.id,
    createRecords: true,
  });
  await at.idle();
  const { control } = at.sandbox;
  control.seedContacts(book.remoteId, NEWCOMERS, 'newcomer');
  const { database } = at.site;
  await at.site.stop();

  const synchronize = async (url: string) =>
    call(url, 'POST', '/dotmailer/synchronize', { integrationId }, await signIn(url, true));
  const db = openDatabase(database);
  /** Addresses of records made and not linked yet, at each kill; somebody renames them there. */
  const unlinked: string[][] = [];
  try {
    for (const records of [30, 130, 270]) {
      const running = await startSiteProcess(database);
      await synchronize(running.url);
      for (let waited = 0; (await db('contacts').pluck('id')).length < records; waited += 1) {
        if (waited > 12_000) throw new Error(`no ${records} records were made`);
        await delay(5);
      }
      await running.end('SIGKILL');
      const made: string[] = await db('dotmailer_newcomers')
        .where({ kind: 'made' })
        .pluck('email_norm');
      for (const email of made) control.setDataField(email, 'FIRSTNAME', 'Renamed there');
      unlinked.push(made);
      await expireClaims(database);
    }
  } finally {
    await db.destroy();
  }
  const renamed = new Set(unlinked.flat());
  expect(renamed.size).toBeGreaterThan(0);

  const site = await startSite({ reuse: database });
  const table = (name: string) => site.strapi.db.getConnection(name);
  try {
    await site.request('POST', '/dotmailer/synchronize', { integrationId });
    const settled = () =>
      table('dotmailer_ledger').where({ state: 'acknowledged' }).pluck('email_norm');
    await expect.poll(settled, { timeout: 120_000, interval: 250 }).toHaveLength(NEWCOMERS);

    const people: { email: string; first_name: string }[] = await table('contacts');
    const expected = control.book(book.remoteId).members.map((member) => member.email);
    expect(people.map(({ email }) => email).sort()).toEqual(expected.sort());
    for (const { email, first_name: name } of people) {
      if (renamed.has(email)) expect(name, email).toBe('Renamed there');
      else expect(name, email).toMatch(/^Person \d+$/);
      expect(control.contact(email)?.dataFields.FIRSTNAME, email).toBe(name);
    }
    expect(await table('dotmailer_newcomers').whereNot({ kind: 'created' })).toEqual([]);
    expect(control.imports()).toEqual([]);
  } finally {
    await site.close();
  }
}, 300_000);
