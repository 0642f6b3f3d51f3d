import type { Knex } from 'knex';
import { normaliseEmail } from '../../core/email';
import { personKey, type Doer } from '../../core/person-key';
import type { ReportProgress } from '../../core/report-progress';
import type {
  CampaignActivity,
  CampaignClick,
  CampaignOpen,
  CampaignPageView,
  Page,
} from '../../dotdigital/types';
import type { Activity, Clicked } from '../../store/campaigns/activities';
import type { CampaignEvent } from '../../store/campaigns/campaign-events';
import type { Campaign } from '../../store/campaigns/campaigns';
import type { SyncContext } from '../context';

/** A report of the vendor's, and what is done with its rows. */
export type OpenReport = {
  /** What its rows are counted as in the run. */
  counter: 'recipients' | 'opens' | 'clicks' | 'pageViews';
  pages: AsyncIterable<Page<unknown>>;
  store(rows: unknown[], trx: Knex.Transaction): Promise<void>;
};

/** Keeps the type of the rows inside. */
const reportOf = <T>(
  counter: OpenReport['counter'],
  pages: AsyncIterable<Page<T>>,
  store: (rows: T[], trx: Knex.Transaction) => Promise<unknown>
): OpenReport => ({
  counter,
  pages,
  store: async (rows, trx) => {
    if (rows.length > 0) await store(rows as T[], trx);
  },
});

/** The report the reading of a campaign has come to, from where it stands. */
export const openReport = (
  { account, deps, lease }: SyncContext,
  campaign: Campaign,
  { report, next, activitiesSince, eventsSince }: ReportProgress
): OpenReport => {
  const { activities, events } = deps.repositories.campaigns;
  const from = (since: number | null) => ({
    ...(since === null ? {} : { since }),
    resumeAt: next,
    signal: lease.signal,
  });
  const { remoteId, id } = campaign;
  switch (report) {
    case 'activities':
      return reportOf(
        'recipients',
        account.campaigns.activities(remoteId, from(activitiesSince)),
        (rows, trx) => activities.write(campaign, rows.map(toActivity), trx)
      );
    case 'opens':
      return reportOf('opens', account.campaigns.opens(remoteId, from(eventsSince)), (rows, trx) =>
        events.write(id, 'open', rows.map(toOpen), trx)
      );
    case 'clicks':
      return reportOf(
        'clicks',
        account.campaigns.clicks(remoteId, from(eventsSince)),
        async (rows, trx) => {
          await events.write(id, 'click', rows.map(toVisit), trx);
          await activities.noteClicks(campaign, lastClicks(rows), trx);
        }
      );
    case 'pageViews':
      return reportOf(
        'pageViews',
        account.campaigns.pageViews(remoteId, from(eventsSince)),
        (rows, trx) => events.write(id, 'view', rows.map(toVisit), trx)
      );
  }
};

const whoOf = (doer: Doer) => ({
  personKey: personKey(doer),
  contactRemoteId: doer.contactId,
  email: doer.email,
  emailNorm: doer.email === null ? null : normaliseEmail(doer.email),
});

const toActivity = ({ contactId, email, ...figures }: CampaignActivity): Activity => ({
  ...figures,
  ...whoOf({ contactId, email }),
});

const toOpen = (open: CampaignOpen): CampaignEvent => ({
  personKey: personKey(open),
  at: open.at,
  url: null,
  // The vendor's version names the client too: `Thunderbird 17`.
  client: open.mailClientVersion ?? open.mailClient,
});

const toVisit = (visit: CampaignClick | CampaignPageView): CampaignEvent => ({
  personKey: personKey(visit),
  at: visit.at,
  url: visit.url,
  client: null,
});

/** The last click of each person. */
const lastClicks = (clicks: CampaignClick[]): Clicked[] => {
  const last = new Map<string, Clicked>();
  for (const click of clicks) {
    const who = whoOf(click);
    if (click.at > (last.get(who.personKey)?.at ?? 0))
      last.set(who.personKey, { ...who, at: click.at });
  }
  return [...last.values()];
};
