import { CAMPAIGN_STATUSES } from '../campaigns/campaign';
import { REACTIONS } from '../campaigns/reactions';
import type { AccountControl } from '../control/account-control';
import type { CampaignDetails } from '../control/campaign-control';
import { html, row, table, time, type Html } from './html';
import { group, lever, words, type Field } from './levers';
import { button, statusMark } from './shell';

const SHOWN = 50;
const DAY = 24 * 3600 * 1000;

/** The newest campaigns, with what their readers did. */
export const campaignsSection = (account: AccountControl): Html =>
  html`<section>
    <h2>Campaigns</h2>
    ${table(
      [
        'Name',
        'Id',
        'Status',
        'Sent',
        'Books',
        'Mails',
        'Delivered',
        'Opens',
        'Clicks',
        'Left',
        '',
      ],
      account.campaigns().slice(-SHOWN).reverse().map(campaignRow),
      'No campaigns yet.'
    )}
  </section>`;

const campaignRow = (campaign: CampaignDetails): Html => {
  const { id, name, status, sentAt, bookIds, waiting, totals } = campaign;
  const campaignId = id;
  const buttons =
    sentAt === null
      ? html``
      : html`${button('Let people react', 'simulateReactions', { campaignId })}${
          waiting > 0 ? button('Finish sending', 'finishSending', { campaignId }) : html``
        }`;
  return row(
    name,
    id,
    statusMark(status),
    time(sentAt),
    bookIds.join(', '),
    waiting > 0 ? `${totals.sent.total} (${waiting} waiting)` : totals.sent.total,
    totals.delivered.total,
    totals.opens.total,
    totals.clicks.total,
    totals.unsubscribes.total,
    html`${buttons}${button('Remove', 'removeCampaign', { campaignId })}`
  );
};

/** The forms about campaigns. */
export const campaignLevers = (account: AccountControl): Html => {
  const campaign: Field = {
    name: 'campaignId',
    label: 'Campaign',
    options: account
      .campaigns()
      .reverse()
      .map(({ id, name }) => [String(id), name] as const),
  };
  const books = account.books().map(({ id, name }) => [String(id), name] as const);
  return group('Campaigns and their readers', [
    lever(
      'Send a new campaign, with its readers',
      'sendNewCampaign',
      [
        { name: 'bookIds', label: 'To', options: books },
        { name: 'name', label: 'Name (empty: any)', placeholder: 'Spring news' },
        {
          name: 'ago',
          label: 'Sent, and read since then',
          options: [7, 1, 30].map(
            (days) => [String(days * DAY), days === 1 ? 'a day ago' : `${days} days ago`] as const
          ),
        },
      ],
      'Send'
    ),
    lever('Create a campaign', 'createCampaign', [
      { name: 'name', label: 'Name', placeholder: 'Spring news' },
      { name: 'subject', label: 'Subject', placeholder: 'News of the month' },
      { name: 'isSplitTest', label: 'Split test', options: words(['false', 'true']) },
    ]),
    lever(
      'Send a campaign',
      'sendCampaign',
      [
        campaign,
        { name: 'bookIds', label: 'To', options: books },
        {
          name: 'ago',
          label: 'When',
          options: [0, 1, 7, 30].map(
            (days) => [String(days * DAY), days === 0 ? 'now' : `${days} days ago`] as const
          ),
        },
        { name: 'first', label: 'Only the first (empty: everybody)' },
      ],
      'Send'
    ),
    lever(
      'Let people react as usual',
      'simulateReactions',
      [campaign, { name: 'days', label: 'Days after the sending', value: '7' }],
      'React'
    ),
    lever(
      'Let people do one thing',
      'react',
      [
        campaign,
        { name: 'reaction', label: 'What', options: words(REACTIONS) },
        { name: 'count', label: 'People', value: '10' },
        { name: 'email', label: 'Or this one', placeholder: 'ada@example.com' },
        { name: 'times', label: 'Times each', value: '1' },
        { name: 'over', label: 'Over the last milliseconds', value: '0' },
        {
          name: 'bookId',
          label: 'Unsubscribe from',
          options: [['', 'the whole account'], ...books],
        },
      ],
      'Do'
    ),
    lever('Set the status', 'setCampaignStatus', [
      campaign,
      { name: 'status', label: 'Status', options: words(CAMPAIGN_STATUSES) },
    ]),
  ]);
};
