import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { maxBytes: 2048, waitSeconds: 4 } } });
});
afterAll(() => at.close());

let round = 0;
const prepared = async (emails: string[]) => {
  round += 1;
  const city = `quarter ${round}`;
  const docIds = await at.addPeople(emails.map((email) => ({ firstName: 'Pat', email, city })));
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  const book = await at.createBook(`Rack ${round}`);
  return { city, docIds, listId, ...book };
};
const numbered = (count: number, name = 'p') =>
  Array.from({ length: count }, (_, index) => `${name}${index}.${round + 1}@example.com`);
const retry = (listId: string, body: unknown) =>
  at.site.request<{ data: { staged: number } }>(
    'POST',
    `/dotmailer/marketing-lists/${listId}/retry`,
    body
  );

describe.each(['documented', 'magento'] as const)('refused rows in the %s spelling', (spelling) => {
  test('each reason has its own outcome, and nobody else is held up', async () => {
    at.sandbox.control.setSwitch('faultSpelling', spelling);
    const expected: Record<string, string> = {
      globallysuppressed: 'unsubscribed',
      invalid: 'undeliverable',
      blocked: 'unsubscribed',
      unsubscribed: 'unsubscribed',
      hardbounce: 'undeliverable',
      softbounce: 'refused',
      ispcomplaint: 'unsubscribed',
      mailblocked: 'undeliverable',
      domainsuppressed: 'unsubscribed',
      pendingoptin: 'waiting',
      failure: 'refused',
    };
    const emails = Object.keys(expected).map((kind) => `${kind}+${round}@example.com`);
    const good = `fine.${round}@example.com`;
    const there = await prepared([...emails, good]);
    await at.connect(there.listId, there.id);

    const members = await at.members(there.listId);
    const states = Object.fromEntries(
      members.map((member) => [member.email?.split('+')[0] ?? '', member.state])
    );
    expect(states).toMatchObject(expected);
    expect(at.bookEmails(there.remoteId)).toContain(good);
    for (const member of members.filter(({ state }) => state !== 'active')) {
      expect(member.reason, member.email ?? '').toBeTruthy();
    }

    at.sandbox.control.clearCalls();
    await at.sync({ full: true });
    expect(at.writes()).toEqual([]);
    const answer = await retry(there.listId, { all: true });
    expect(answer.body.data.staged).toBe(2);
    await at.idle();
  });
});

test('a file is cut before the size the vendor takes, and everybody arrives', async () => {
  const there = await prepared(numbered(120));
  const before = at.sandbox.control.imports().length;
  await at.connect(there.listId, there.id);
  expect(at.bookEmails(there.remoteId)).toHaveLength(120);
  const sizes = at.sandbox.control
    .imports()
    .slice(before)
    .map((job) => job.bytes);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2048);
  // As large as may be: not one file more than their content needs.
  const needed = sizes.reduce((sum, bytes) => sum + bytes, 0) / 2048;
  expect(sizes.length).toBe(Math.ceil(needed));
});

test.each(['RejectedByWatchdog', 'InvalidFileFormat', 'ExceedsAllowedContactLimit'] as const)(
  '%s holds the rows until somebody retries; members stay',
  async (status) => {
    const there = await prepared(numbered(3, 'w'));
    at.sandbox.control.rejectNextImport(status);
    await at.connect(there.listId, there.id);
    await at.sync({ full: true });
    expect(at.bookEmails(there.remoteId)).toEqual([]);
    const members = await at.members(there.listId);
    expect(members.map((member) => [member.state, member.reason])).toEqual(
      Array(3).fill(['held', status])
    );
    const answer = await retry(there.listId, { documentIds: there.docIds.slice(0, 1) });
    expect(answer.body.data.staged).toBe(1);
    await at.idle();
    expect(at.bookEmails(there.remoteId)).toHaveLength(1);
  }
);

test('a failed upload is staged again by itself after an hour', async () => {
  const there = await prepared(numbered(2, 'f'));
  at.sandbox.control.rejectNextImport('Failed');
  await at.connect(there.listId, there.id);
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([]);
  const rows = () => at.table('dotmailer_ledger').whereNotNull('retry_at');
  const waiting = await rows();
  expect(waiting).toHaveLength(2);
  expect(Number(waiting[0].retry_at) - Date.now()).toBeGreaterThan(3_500_000);
  await rows().update({ retry_at: Date.now() - 1 });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toHaveLength(2);
});

test('an import the vendor never finishes blocks the next export while it is young; pulls go on', async () => {
  const there = await prepared(numbered(2, 's'));
  at.sandbox.control.setImportSpeed('held');
  await at.connect(there.listId, there.id);
  expect((await at.status(there.listId)).connection?.state).toBe('uploading');
  await at.addPeople([{ email: `late.${round}@example.com`, city: there.city }]);
  at.sandbox.control.clearCalls();
  const run = await at.sync();
  expect(at.writes()).toEqual([]);
  expect(run.steps.find((step) => step.name.startsWith('unsubscribes'))?.status).toBe('completed');

  at.sandbox.control.setImportSpeed({ milliseconds: 0 });
  await at.sandbox.control.finishJobs();
  await at.table('dotmailer_uploads').where({ open: true }).update({ poll_at: 0 });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toHaveLength(3);
});

test('an overdue upload blocks its own book only', async () => {
  const stuck = await prepared(numbered(2, 'o'));
  at.sandbox.control.setImportSpeed('held');
  await at.connect(stuck.listId, stuck.id);
  at.sandbox.control.setImportSpeed({ milliseconds: 0 });
  await at
    .table('dotmailer_uploads')
    .where({ open: true })
    .update({ sent_at: Date.now() - 3_700_000 });
  const other = await prepared(numbered(2, 'q'));
  await at.connect(other.listId, other.id);
  expect(at.bookEmails(other.remoteId)).toHaveLength(2);
  expect(at.bookEmails(stuck.remoteId)).toEqual([]);
  await at.sandbox.control.finishJobs();
  await at.table('dotmailer_uploads').where({ open: true }).update({ poll_at: 0 });
  await at.sync();
  expect(at.bookEmails(stuck.remoteId)).toHaveLength(2);
});

test('a connection dropped after the file arrived sends the same people again, to the same end', async () => {
  const there = await prepared(numbered(4, 'd'));
  at.sandbox.control.failNext(1, 'drop-after-accept', '/import');
  await at.connect(there.listId, there.id);
  // A slow machine may need more than one run: each waits for its upload a few seconds only.
  await expect
    .poll(
      async () => {
        await at.sync();
        return (await at.status(there.listId)).connection?.counts.exported;
      },
      { timeout: 50_000 }
    )
    .toBe(4);
  expect(at.bookEmails(there.remoteId)).toHaveLength(4);
});

test('too many active imports wait for the next sync', async () => {
  const there = await prepared(numbered(3, 'b'));
  const blocker = await at.createBook(`Blocker ${round}`);
  at.sandbox.control.setImportSpeed('held');
  const csv = Buffer.from('Email\nbusy@example.com\n').toString('base64');
  const { username, password } = at.sandbox.credentials;
  for (let count = 0; count < 25; count += 1) {
    await fetch(`${at.sandbox.url}/v2/address-books/${blocker.remoteId}/contacts/import`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ fileName: 'contacts.csv', data: csv }),
    });
  }
  await at.connect(there.listId, there.id);
  expect(at.bookEmails(there.remoteId)).toEqual([]);
  at.sandbox.control.setImportSpeed({ milliseconds: 0 });
  await at.sandbox.control.finishJobs();
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toHaveLength(3);
});
