import { expect } from 'vitest';
import type { Sandbox } from '../../sandbox/server';
import type { CampaignActivity, DotdigitalAccount } from '../../server/src/dotdigital/types';

type Subject = { sandbox: Sandbox; account: DotdigitalAccount };
type Counted = 'opens' | 'clicks' | 'pageViews' | 'forwards' | 'estimatedForwards' | 'replies';
type Flag = 'unsubscribed' | 'softBounced' | 'hardBounced';

const rowsOf = async <T>(pages: AsyncIterable<{ rows: T[] }>): Promise<T[]> => {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page.rows);
  return rows;
};

const MINUTE = 60_000;

/** A campaign from draft to removal, as the client sees it; whatever fails, throws. */
export const tellCampaignStory = async ({ sandbox, account }: Subject) => {
  const { control } = sandbox;
  const { campaigns } = account;
  const book = control.createBook('Readers');
  control.seedContacts(book.id, 30, 'reader');
  const draft = control.createCampaign({ name: 'Draft' });
  const spring = control.createCampaign({ name: 'Spring', tags: ['season'], isSplitTest: true });
  const past = control.counts().now - MINUTE;

  expect((await campaigns.list()).map(({ name }) => name).sort()).toEqual(['Draft', 'Spring']);
  expect((await campaigns.summary(draft.id))?.counts.sent.total ?? 0).toBe(0);

  const { sentAt } = control.sendCampaign(spring.id, { bookIds: [book.id] });
  const listed = await campaigns.list();
  expect(listed.find(({ id }) => id === draft.id)).toMatchObject({
    status: 'Unsent',
    sentAt: null,
  });
  expect(listed.find(({ id }) => id === spring.id)).toMatchObject({
    status: 'Sent',
    type: 'Standard',
    tags: ['season'],
    isSplitTest: true,
    fromAddress: 'news@example.com',
    sentAt: expect.closeTo(sentAt ?? 0, -4),
  });
  expect((await campaigns.ofBook(book.id)).map(({ id }) => id)).toEqual([spring.id]);
  expect(await campaigns.booksOf(spring.id)).toEqual([book.id]);
  const mail = await campaigns.get(spring.id);
  expect(mail?.html).toContain('http://$UNSUB$');
  expect(mail?.text).toContain('$UNSUB$');
  expect(mail?.sentAt).toBe(listed.find(({ id }) => id === spring.id)?.sentAt);

  control.react(spring.id, 'hardBounce', { email: 'reader29@example.com' });
  control.react(spring.id, 'softBounce', { email: 'reader30@example.com' });
  for (const reaction of ['open', 'click', 'pageView', 'forward', 'reply'] as const) {
    await control.advanceClock(10 * MINUTE);
    control.react(spring.id, reaction, { count: 5, times: 2, over: 5 * MINUTE });
  }
  control.react(spring.id, 'unsubscribe', { email: 'reader3@example.com' });

  const active = await rowsOf(campaigns.withActivitySince({ since: past }));
  expect(active.map(({ id, status }) => [id, status])).toEqual([[spring.id, 'Sent']]);
  await expectAgreement({ sandbox, account }, spring.id);
  const suppressed = await rowsOf(account.contacts.suppressed({ since: past }));
  expect(suppressed.map(({ contact, reason }) => [contact.email, reason])).toEqual(
    expect.arrayContaining([
      ['reader3@example.com', 'Unsubscribed'],
      ['reader29@example.com', 'HardBounced'],
    ])
  );

  await control.advanceClock(10 * MINUTE);
  const since = control.counts().now;
  control.react(spring.id, 'click', { email: 'reader9@example.com', url: 'https://example.com/x' });
  const clicks = await rowsOf(campaigns.clicks(spring.id, { since }));
  expect(clicks).toMatchObject([{ email: 'reader9@example.com', url: 'https://example.com/x' }]);
  expect(await rowsOf(campaigns.opens(spring.id, { since }))).toHaveLength(1);
  expect(await rowsOf(campaigns.pageViews(spring.id, { since }))).toEqual([]);
  const clicked = await rowsOf(campaigns.activities(spring.id, { since }));
  expect(clicked).toMatchObject([{ email: 'reader9@example.com', clicks: 1, opens: 1 }]);
  expect(clicked[0]?.firstOpenedAt).toBe(clicked[0]?.lastOpenedAt);

  control.removeCampaign(spring.id);
  expect(await campaigns.get(spring.id)).toBeNull();
  expect(await campaigns.summary(spring.id)).toBeNull();
  expect(await campaigns.booksOf(spring.id)).toEqual([]);
  expect((await campaigns.list()).map(({ id }) => id)).toEqual([draft.id]);
  await expect(rowsOf(campaigns.activities(spring.id, {}))).rejects.toMatchObject({
    kind: 'rejected',
    code: 'ERROR_CAMPAIGN_NOT_FOUND',
  });
};

/** Summary, recipients and single events tell the same, and what the sandbox's own books say. */
const expectAgreement = async ({ sandbox, account }: Subject, campaignId: number) => {
  const { campaigns } = account;
  const { totals, events } = sandbox.control.campaign(campaignId);
  const { recipientsClicked, ...counts } = totals;
  const summary = await campaigns.summary(campaignId);
  expect(summary).toMatchObject({ counts, recipientsClicked });

  const people = await rowsOf(campaigns.activities(campaignId, {}));
  const sum = (counter: Counted) => people.reduce((total, one) => total + one[counter], 0);
  const flagged = (flag: Flag) => people.filter((one: CampaignActivity) => one[flag]).length;
  expect(people).toHaveLength(totals.sent.total);
  for (const counter of ['opens', 'clicks', 'pageViews', 'forwards', 'replies'] as const) {
    expect([counter, sum(counter)]).toEqual([counter, totals[counter].total]);
    expect(sum(counter)).toBeGreaterThan(0);
  }
  expect(sum('estimatedForwards')).toBe(totals.estimatedForwards.total);
  expect(flagged('unsubscribed')).toBe(totals.unsubscribes.total);
  expect(flagged('softBounced')).toBe(totals.softBounces.total);
  expect(flagged('hardBounced')).toBe(totals.hardBounces.total);
  for (const one of people) {
    const opened = one.opens > 0;
    expect([one.firstOpenedAt, one.lastOpenedAt, one.firstOpenIp].map((it) => it !== null)).toEqual(
      [opened, opened, opened]
    );
    expect(one.sentAt).not.toBeNull();
  }

  const opens = await rowsOf(campaigns.opens(campaignId, {}));
  expect(opens).toHaveLength(events.opens);
  expect(opens.filter(({ isForward }) => isForward)).toHaveLength(totals.estimatedForwards.total);
  expect(await rowsOf(campaigns.clicks(campaignId, {}))).toHaveLength(events.clicks);
  expect(await rowsOf(campaigns.pageViews(campaignId, {}))).toHaveLength(events.pageViews);
};
