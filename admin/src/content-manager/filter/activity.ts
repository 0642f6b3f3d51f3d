import type { ActivityCondition, Deed } from '../../../../contracts/marketing-lists';

/** In the order they are offered. */
export const DEEDS: Deed[] = ['opened', 'notOpened', 'clicked', 'notClicked'];

/**
 * While a campaign or a number of days is still to be chosen, the condition holds an empty one. The
 * server refuses that: left out, it would quietly mean any campaign or all the time.
 */
export const NO_CAMPAIGN = '';
export const NO_DAYS = 0;

/** One campaign, still to be chosen: what editors ask most often. */
export const newActivity = (): ActivityCondition => ({ did: 'opened', campaign: NO_CAMPAIGN });

/** Whether nothing is left to be chosen or typed. */
export const isActivityComplete = ({ campaign, days }: ActivityCondition): boolean =>
  campaign !== NO_CAMPAIGN && days !== NO_DAYS;

/** The same condition about another campaign; undefined: about any. */
export const aboutCampaign = (
  { campaign: _before, ...condition }: ActivityCondition,
  campaign: string | undefined
): ActivityCondition => (campaign === undefined ? condition : { ...condition, campaign });

/** The same condition about the last so many days; undefined: about all the time. */
export const inDays = (
  { days: _before, ...condition }: ActivityCondition,
  days: number | undefined
): ActivityCondition => (days === undefined ? condition : { ...condition, days });
